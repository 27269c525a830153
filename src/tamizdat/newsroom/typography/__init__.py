"""Quotation marks, dashes and spaces as each language sets them: values in, values out, twice is the same as once."""
