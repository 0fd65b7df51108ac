"""A flat OpenDocument text built from coloured spans: paragraphs, tables, pictures, sections, heads and feet.

Identity colours go on text spans (T styles), table borders and plain-coloured pictures. Lengths in cm unless said.
"""
import base64
import io
from xml.sax.saxutils import escape

from PIL import Image

from identity import Registry

SPACES = " ".join('xmlns:%s="urn:oasis:names:tc:opendocument:xmlns:%s:1.0"' % (k, v) for k, v in {
    "office": "office", "style": "style", "text": "text", "table": "table", "draw": "drawing", "svg": "svg-compatible", "fo": "xsl-fo-compatible"}.items()) + ' xmlns:xlink="http://www.w3.org/1999/xlink"'


def hexed(rgb):
    """'R,G,B' as #rrggbb."""
    return "#%02x%02x%02x" % tuple(int(v) for v in rgb.split(","))


class Odt:
    """Collects automatic styles and body; identities in .reg; pictures: identity -> file."""

    def __init__(self, rng, font):
        self.rng, self.reg, self.font = rng, Registry(), font
        self.styles, self.body, self.pictures, self.seen = [], [], {}, {}

    def style(self, family, props, kind):
        """Name of an automatic style (reused when the same)."""
        key = (family, props, kind)
        if key not in self.seen:
            self.seen[key] = "%s%d" % (family[0].upper(), len(self.seen) + 1)
            self.styles.append('<style:style style:name="%s" style:family="%s">%s</style:style>' % (self.seen[key], family, props))
        return self.seen[key]

    def span(self, rgb, text, bold=False, italic=False, size=None, font=None):
        """Text (already XML) in a colour."""
        p = 'fo:color="%s"' % hexed(rgb)
        p += ' fo:font-weight="bold" style:font-weight-asian="bold"' if bold else ""
        p += ' fo:font-style="italic"' if italic else ""
        p += ' fo:font-size="%.1fpt" style:font-size-asian="%.1fpt"' % (size, size) if size else ""
        p += ' fo:font-family="%s"' % font if font else ""
        return '<text:span text:style-name="%s">%s</text:span>' % (self.style("text", "<style:text-properties %s/>" % p, "t"), text)

    def p(self, content, align="start", before=0, after=0.2, left=0, indent=0, leading=100, right=0, tabs="", keep=False, fill=None, brk=False):
        """One paragraph of spans."""
        props = 'fo:text-align="%s" fo:margin-top="%.2fcm" fo:margin-bottom="%.2fcm" fo:margin-left="%.2fcm" fo:margin-right="%.2fcm" fo:text-indent="%.2fcm" fo:line-height="%d%%"' % (align, before, after, left, right, indent, leading)
        props += ' fo:keep-with-next="always"' if keep else ""
        props += ' fo:break-before="page"' if brk else ""
        props += ' fo:background-color="%s" fo:padding="0.15cm"' % fill if fill else ""
        name = self.style("paragraph", "<style:paragraph-properties %s>%s</style:paragraph-properties>" % (props, tabs), "p")
        return '<text:p text:style-name="%s">%s</text:p>' % (name, content)

    def tab_stop(self, at, kind="right", leader=""):
        return '<style:tab-stops><style:tab-stop style:position="%.2fcm" style:type="%s"%s/></style:tab-stops>' % (at, kind, ' style:leader-style="dotted" style:leader-text="."' if leader else "")

    def picture(self, cls, file, width):
        """An inline frame of the file's aspect, width cm, in the plain colour of a new block."""
        w, h = Image.open(file).size
        rgb = self.reg.new(cls)
        self.pictures[len(self.reg.blocks) - 1] = file
        buf = io.BytesIO()
        Image.new("RGB", (8, 8), tuple(int(v) for v in rgb.split(","))).save(buf, "PNG")
        high = min(width * h / w, 11)
        return '<draw:frame text:anchor-type="as-char" svg:width="%.2fcm" svg:height="%.2fcm"><draw:image><office:binary-data>%s</office:binary-data></draw:image></draw:frame>' % (
            width, high, base64.b64encode(buf.getvalue()).decode())

    def table(self, rows, widths, borders="all", head_fill=None, stripe=None, size=9, aligns=None, head_ink=None, border_ink=(0, 0, 0), pad=0.08):
        """Rows of cell strings as one table block. borders: all, rows, outer, none. Fills and border inks are parts of the block."""
        whole = self.reg.new("table", None, True)
        line = hexed(self.reg.part(whole, border_ink))
        head_rgb = self.reg.part(whole, head_ink) if head_ink else whole
        fills = {}
        for f in (head_fill, stripe):
            if f:
                fills[f] = hexed(self.reg.part(whole, f))
        total = sum(widths)
        t = self.style("table", '<style:table-properties style:width="%.2fcm" table:align="margins" fo:margin-top="0.15cm" fo:margin-bottom="0.25cm"/>' % total, "t")
        out = ['<table:table table:style-name="%s">' % t]
        for w in widths:
            out.append('<table:table-column table:style-name="%s"/>' % self.style("table-column", '<style:table-column-properties style:column-width="%.2fcm"/>' % w, "c"))
        for i, row in enumerate(rows):
            out.append('<table:table-row table:style-name="%s">' % self.style("table-row", '<style:table-row-properties fo:keep-together="always"/>', "r"))
            for j, cell in enumerate(row):
                fill = fills.get(head_fill if i == 0 else stripe if i % 2 == 0 else None)
                edge = "0.5pt solid " + line
                sides = {"all": 'fo:border="%s"' % edge, "rows": 'fo:border-bottom="%s"' % edge, "none": "", "outer": "".join(
                    ' fo:border-%s="%s"' % (s, edge) for s, on in (("top", i == 0), ("bottom", i == len(rows) - 1 or i == 0), ("left", j == 0), ("right", j == len(row) - 1)) if on)}[borders]
                props = '<style:table-cell-properties fo:padding="%.2fcm" %s %s/>' % (pad, sides, 'fo:background-color="%s"' % fill if fill else "")
                align = (aligns or ["start"] * len(row))[j]
                text = self.span(head_rgb if i == 0 else whole, escape(cell), bold=i == 0, size=size)
                out.append('<table:table-cell table:style-name="%s" office:value-type="string">%s</table:table-cell>' % (self.style("table-cell", props, "k"), self.p(text, align=align, after=0)))
            out.append("</table:table-row>")
        return "".join(out) + "</table:table>"

    def section(self, content, columns, gap, rule=False):
        """Content set in balanced columns."""
        sep = '<style:column-sep style:width="0.02cm" style:color="#000000" style:height="100%"/>' if rule else ""
        s = self.style("section", '<style:section-properties text:dont-balance-text-columns="false"><style:columns fo:column-count="%d" fo:column-gap="%.2fcm">%s</style:columns></style:section-properties>' % (columns, gap, sep), "s")
        self.count = getattr(self, "count", 0) + 1
        return '<text:section text:style-name="%s" text:name="s%d">%s</text:section>' % (s, self.count, content)

    def xml(self, page, head, foot, size, lang="en"):
        """The whole document. page: dict w, h, left, right, top, bottom (cm); head, foot: paragraphs or ''."""
        band = lambda tag, c: '<style:%s-style><style:header-footer-properties fo:min-height="0.8cm" fo:margin-%s="0.3cm"/></style:%s-style>' % (tag, "bottom" if tag == "header" else "top", tag) if c else ""
        return ('<?xml version="1.0" encoding="UTF-8"?><office:document %s office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text"><office:styles>'
                '<style:default-style style:family="paragraph"><style:paragraph-properties style:tab-stop-distance="1.25cm"/><style:text-properties fo:color="#010165" fo:font-family="%s" fo:font-size="%.1fpt" style:font-family-asian="Noto Sans CJK SC" style:font-size-asian="%.1fpt" fo:language="%s" fo:hyphenate="false"/></style:default-style></office:styles>'
                '<office:automatic-styles>%s<style:page-layout style:name="pm"><style:page-layout-properties fo:page-width="%.2fcm" fo:page-height="%.2fcm" fo:margin-left="%.2fcm" fo:margin-right="%.2fcm" fo:margin-top="%.2fcm" fo:margin-bottom="%.2fcm" style:print-orientation="%s"/>%s%s</style:page-layout></office:automatic-styles>'
                '<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="pm">%s%s</style:master-page></office:master-styles><office:body><office:text>%s</office:text></office:body></office:document>') % (
            SPACES, self.font, size, size, lang, "".join(self.styles), page["w"], page["h"], page["left"], page["right"], page["top"], page["bottom"], "landscape" if page["w"] > page["h"] else "portrait",
            band("header", head), band("footer", foot), "<style:header>%s</style:header>" % head if head else "", "<style:footer>%s</style:footer>" % foot if foot else "", "".join(self.body))
