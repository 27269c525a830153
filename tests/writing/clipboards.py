"""What programs put on the clipboard as html, in their own formats, and what an editor expects to get of it."""

# ruff: noqa: E501 - as the programs write it
from __future__ import annotations

WORD = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40"><head>
<meta name=Generator content="Microsoft Word 15"><style><!-- @font-face {font-family:Calibri;} p.MsoNormal {margin:0cm;} --></style>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml><![endif]--></head>
<body lang=EN-US style='tab-interval:36.0pt'><!--StartFragment-->
<p class=MsoNormal><b><span lang=EN-US style='mso-ansi-language:EN-US'>The ferry</span></b><span lang=EN-US> waited&nbsp;for
the tide, <i>as always</i>.<o:p></o:p></span></p>
<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol;mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp; </span></span><![endif]><span
lang=EN-US>Ropes<o:p></o:p></span></p>
<p class=MsoListParagraphCxSpMiddle style='text-indent:-18.0pt;mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>o<span style='font:7.0pt "Times New Roman"'>&nbsp; </span></span><![endif]><span lang=EN-US>Wet ropes<o:p></o:p></span></p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span><![endif]><span lang=EN-US>Nets<o:p></o:p></span></p>
<p class=MsoNormal><span style='display:none'>hidden note</span><span lang=EN-US>See <a
href="https://harbour.example/list?id=7&utm_source=newsletter&utm_medium=email">the list</a>.<o:p></o:p></span></p>
<!--EndFragment--></body></html>"""

DOCS = """<meta charset='utf-8'><meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-5f1b2c3d">
<p dir="ltr" style="line-height:1.38;margin-top:0pt;"><span style="font-size:11pt;font-family:Arial;font-weight:400;">Nobody on the pier </span><span
style="font-size:11pt;font-weight:700;">saw it</span><span style="font-weight:400;font-style:italic;"> come</span><span style="font-weight:400;">.</span></p><br />
<ul style="margin-top:0;"><li dir="ltr" style="list-style-type:disc;" aria-level="1"><p dir="ltr" role="presentation"><span
style="font-weight:400;">One</span></p></li><ul><li dir="ltr" aria-level="2"><p dir="ltr" role="presentation"><span
style="font-weight:400;">Half</span></p></li></ul><li dir="ltr" aria-level="1"><p role="presentation"><span>Two</span></p></li></ul>
<p dir="ltr"><a href="https://www.google.com/url?q=https://harbour.example/tide?day%3D3%26fbclid%3Dabc&amp;sa=D&amp;source=docs" style="text-decoration:none;"><span
style="color:#1155cc;text-decoration:underline;">The tide</span></a></p>
<div dir="ltr"><table><tbody><tr><td><p><span>Day</span></p></td><td><p><span>Metres</span></p></td></tr>
<tr><td><p><span>1</span></p></td><td><p><span>4.2</span></p></td></tr></tbody></table></div></b><br class="Apple-interchange-newline">"""

TELEGRAM = """<meta charset='utf-8'><div class="text-content clearfix with-meta" dir="auto"><strong>Urgent</strong>
<img src="https://web.telegram.example/img-apple-64/1f30a.png" class="emoji emoji-small" alt="🌊" draggable="false"> the quay is closed.<br><br>More:
<a href="https://harbour.example/quay?ysclid=x1" class="text-entity-link" dir="auto">harbour.example/quay</a><br>
<span class="spoiler" style="background:url(https://track.example/s.gif)">a <em>second</em> line</span></div>"""

WEB = """<html><body><article><script>fetch("https://evil.example/")</script><h2 onclick="alert(1)">Nets <b>mended</b></h2>
<p style="color:red" onmouseover="steal()">Whoever reads <span style="font-weight:600">this</span> is here.<img src="https://track.example/p.gif" onerror="alert(2)"></p>
<p>&nbsp;</p><div><p><a href="javascript:alert(3)">a trap</a> and <a href="https://l.facebook.com/l.php?u=https%3A%2F%2Fharbour.example%2Fa%3Futm_id%3D1&amp;h=x">a link</a></p></div>
<svg onload="alert(4)"><text>drawn</text></svg><iframe src="https://evil.example/"></iframe><blockquote><p>Said once.</p></blockquote><p></p></article></body></html>"""

EXPECTED = {
    "word": (
        WORD,
        "<p><b>The ferry</b> waited\u00a0for the tide, <i>as always</i>.</p>"
        "<ul><li>Ropes<ul><li>Wet ropes</li></ul></li><li>Nets</li></ul>"
        '<p>See <a href="https://harbour.example/list?id=7">the list</a>.</p>',
    ),
    "docs": (
        DOCS,
        "<p>Nobody on the pier <b>saw it</b><i> come</i>.</p><ul><li>One<ul><li>Half</li></ul></li><li>Two</li></ul>"
        '<p><a href="https://harbour.example/tide?day=3">The tide</a></p><p>Day | Metres</p><p>1 | 4.2</p>',
    ),
    "telegram": (
        TELEGRAM,
        "<p><b>Urgent</b> 🌊 the quay is closed.</p>"
        '<p>More: <a href="https://harbour.example/quay">harbour.example/quay</a><br> a <i>second</i> line</p>',
    ),
    "web": (
        WEB,
        "<p><b>Nets mended</b></p><p>Whoever reads <b>this</b> is here.</p>"
        '<p>a trap and <a href="https://harbour.example/a">a link</a></p><p>Said once.</p>',
    ),
}
