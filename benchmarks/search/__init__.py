"""The index of search beside Pagefind's, of the same articles."""
