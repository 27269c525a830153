"""XML of strangers, read so that it can do nothing: no DTD, no entities, no network, bounded in size and depth."""

from __future__ import annotations

from lxml import etree

from tamizdat.contributions.providers.bank.statement import BankFileError

LARGEST = 32 * 2**20
DEEPEST = 40


def read_xml(data: bytes) -> etree._Element:
    """The root of a harmless document; raises BankFileError."""
    if len(data) > LARGEST:
        raise BankFileError(f"The file has {len(data):,} bytes, more than {LARGEST:,}: ask for shorter statements.")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root: etree._Element = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", 0) or 1
        raise BankFileError(f"The file is no XML, line {line}: it was cut or changed. Download it again.") from None
    if root.getroottree().docinfo.doctype:
        raise BankFileError("The file has a DOCTYPE: no bank writes one. Ask where it comes from, and do not open it.")
    _check_depth(root)
    return root


def _check_depth(root: etree._Element) -> None:
    level: list[etree._Element] = [root]
    for _ in range(DEEPEST):
        level = [child for one in level for child in one]
        if not level:
            return
    raise BankFileError(f"The file has elements more than {DEEPEST} deep: it is no bank statement.")
