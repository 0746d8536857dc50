# Sums the XML reports of surefire and failsafe: a line for each skipped test with its reason, then the totals.
function attribute(name,    from, text) {
  if (!match($0, "[ \t]" name "=\"[^\"]*\"")) return ""
  from = RSTART + length(name) + 3
  text = substr($0, from, RSTART + RLENGTH - from - 1)
  gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text); gsub(/&apos;/, "'", text); gsub(/&#10;/, " ", text); gsub(/&amp;/, "\\&", text)
  return text
}
/<testsuite[ >]/ { in_suite = 1 }
in_suite {
  if ((n = attribute("tests")) != "") tests += n
  if ((n = attribute("errors")) != "") failed += n
  if ((n = attribute("failures")) != "") failed += n
  if ((n = attribute("skipped")) != "") skipped += n
  if (/>/) in_suite = 0
  next
}
# A nameless case stands for all of a class.
/<testcase[ >]/ { test = attribute("classname") "." attribute("name"); sub(/\.$/, "", test) }
/<skipped/ { print "skipped: " test " (" attribute("message") ")" }
END { printf "%d passed, %d failed, %d skipped\n", tests - failed - skipped, failed, skipped }
