"""Small means to build XML with the standard library's ElementTree."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from app.export.plain import for_xml

__all__ = ["Element", "add", "document"]


def add(
    parent: Element, tag: str, text: object = None, attributes: Mapping[str, object] | None = None
) -> Element:
    """Add an element with text and attributes that XML may hold."""
    made = SubElement(parent, tag, {name: for_xml(str(value)) for name, value in (attributes or {}).items()})
    if text is not None:
        made.text = for_xml(str(text))
    return made


def document(root: Element, doctype: str = "") -> bytes:
    """Give a whole file, indented; doctype: the line that names it, if any."""
    indent(root)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n' + (f"{doctype}\n" if doctype else "")
    return head.encode() + tostring(root, "utf-8", xml_declaration=False) + b"\n"
