# Counts the cases in the XML reports of surefire and failsafe: a line for each skipped test with its reason, then the totals.
function attribute(name,    from, text) {
  if (!match($0, "[ \t]" name "=\"[^\"]*\"")) return ""
  from = RSTART + length(name) + 3
  text = substr($0, from, RSTART + RLENGTH - from - 1)
  gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text); gsub(/&apos;/, "'", text); gsub(/&#10;/, " ", text); gsub(/&amp;/, "\\&", text)
  return text
}
# Cases are counted one by one, so that no figure is the difference of others. A nameless case stands for all of a class.
/^ *<testcase[ >]/ { test = attribute("classname") "." attribute("name"); sub(/\.$/, "", test); fate[++cases] = "passed" }
/^ *<(failure|error)[ >]/ { fate[cases] = "failed" }
# A test that finds out itself that it cannot run says so in its exception.
function reason(    said) {
  said = attribute("message")
  return said == "" && match($0, /Exception: .*/) ? substr($0, RSTART + length("Exception: ")) : said
}
/^ *<skipped/ { fate[cases] = "skipped"; print "skipped: " test " (" reason() ")" }
END {
  for (i = 1; i <= cases; i++) count[fate[i]]++
  printf "%d passed, %d failed, %d skipped\n", count["passed"], count["failed"], count["skipped"]
}
