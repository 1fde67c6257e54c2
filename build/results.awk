# Reads a .trx file: one line of counts, then each failure as a person would want to read it.
function text(tag,    body) {
  if (!match($0, "<" tag ">[^<]*")) return ""
  body = substr($0, RSTART + length(tag) + 2, RLENGTH - length(tag) - 2)
  gsub(/&#xD;|&#x9;/, "", body); gsub(/&lt;/, "<", body); gsub(/&gt;/, ">", body)
  gsub(/&quot;/, "\"", body); gsub(/&apos;/, "'", body); gsub(/&#xA;/, "\n", body); gsub(/&amp;/, "\\&", body)
  return body
}
function attribute(name) {
  return match($0, name "=\"[^\"]*") ? substr($0, RSTART + length(name) + 2, RLENGTH - length(name) - 2) : ""
}
function indented(body, most,    lines, count, all, i) {
  count = split(body, lines, "\n")
  for (i = 1; i <= count && i <= most; i++) all = all "      " lines[i] "\n"
  return all
}
BEGIN { RS = "<UnitTestResult " }
NR > 1 {
  outcome = attribute("outcome")
  if (outcome == "Passed") passed++
  else if (outcome == "NotExecuted") { skipped++; reasons = reasons "  skipped: " attribute("testName") " (" text("Message") ")\n" }
  else { failed++; failures = failures "  FAILED: " attribute("testName") "\n" indented(text("Message"), 20) indented(text("StackTrace"), 6) }
}
END { printf "%d %d %d\n%s%s", passed, failed, skipped, reasons, failures }
