#!/usr/bin/env bash
# LibreOffice 7.4 takes `fo:text-align="end"` of OpenDocument for the right side in every text. By the standard (ODF 1.3 part
# 3, 20.223, as in XSL) it is the side where lines end: the left of text from right to left. What is set to `right` in a
# paragraph with `style:writing-mode="rl-tb"` is saved again as `end`, and `left` as `start`: a program that goes by the
# standard turns each such paragraph around.
#
# So a writer says `left` and `right`, which are the same to all; a reader asks `meta:generator` whose `end` it reads.
#
# Seen with LibreOffice 7.4.7.2 of Debian, on 2026-12-01:
#   right to left, set to "right": fo:text-align="end"
#   right to left, set to "left": fo:text-align="start"
# Exits 1 when that changes.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
cd "$dir"
oasis='urn:oasis:names:tc:opendocument:xmlns:'
cat > try.fodt <<XML
<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="${oasis}office:1.0" xmlns:style="${oasis}style:1.0" xmlns:text="${oasis}text:1.0"
  xmlns:fo="${oasis}xsl-fo-compatible:1.0" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:automatic-styles>
<style:style style:name="P1" style:family="paragraph"><style:paragraph-properties fo:text-align="right" style:writing-mode="rl-tb"/></style:style>
<style:style style:name="P2" style:family="paragraph"><style:paragraph-properties fo:text-align="left" style:writing-mode="rl-tb"/></style:style>
</office:automatic-styles>
<office:body><office:text><text:p text:style-name="P1">one</text:p><text:p text:style-name="P2">two</text:p></office:text></office:body>
</office:document>
XML
soffice "-env:UserInstallation=file://$dir/profile" --headless --convert-to fodt --outdir out try.fodt >/dev/null 2>&1
align() { # of the paragraph with this text
  local style
  style=$(grep -o "text:style-name=\"[^\"]*\">$1<" out/try.fodt | sed 's/.*="\(.*\)">.*/\1/')
  tr -d '\n' < out/try.fodt | grep -o "style:name=\"$style\" style:family=\"paragraph\".\{0,400\}" | grep -o 'fo:text-align="[a-z]*"' | head -1
}
right=$(align one) left=$(align two)
echo "right to left, set to \"right\": $right"
echo "right to left, set to \"left\": $left"
[ "$right $left" = 'fo:text-align="end" fo:text-align="start"' ]
