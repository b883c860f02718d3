# What a report says, in lines that a person can check against the log beside it.
def opt(name; v): if v == null or v == [] or v == {} or v == "" then empty else "  \(name): \(v)" end;
def words: if type == "array" then join("; ") else . end;
def frame: "\(if .reliable then " " else "?" end) \(.function // .address)\(
	if .offset then " +" + .offset else "" end)\(
	if .module then " [" + .module + "]" else "" end)\(
	if .file then " \(.file):\(.line)" else "" end)\(if .inlined then " (inlined)" else "" end)";
def walk_lines: if . == null then empty else
	"  walk: \(.result)\(if .pa then " pa \(.pa)" else "" end)\(
	if .below then ", below \(.below.iova) by \(.below.bytes_away)" else "" end)\(
	if .above then ", above \(.above.iova) by \(.above.bytes_away)" else "" end)" end;
(.inputs[] | "input \(.path) (\(.format)): \(if .complete then "complete" else "incomplete: " + (.incomplete_reasons | join("; ")) end)",
opt("release"; .kernel.release), opt("build id"; .kernel.build_id),
opt("note"; .notes | words?),
(.state.notes[]? | "  state: \(.)"),
(.events | to_entries[] | .key as $i | .value |
	"event \($i): \(.severity) \(.kind): \(.title)",
	opt("also"; .alt_titles | words),
	opt("function"; .function),
	opt("location"; if .location then "\(.location.file):\(.location.line)" else null end),
	"  lines: \(.lines[0])-\(.lines[1]), boot \(.boot)",
	opt("corrupted"; .corrupted),
	(if .suppressed then "  suppressed" else empty end), opt("expected"; .expected),
	opt("echo of"; .echo_of),
	opt("cpu"; .cpu), opt("pid"; .pid), opt("comm"; .comm), opt("context"; .context), opt("test"; .test),
	opt("taint"; .taint | words),
	(if .fault then "  fault: \(.fault.address) \(.fault.access) \(.fault.size)",
		(.fault.meaning[] | "    \(.)") else empty end),
	(if .iommu then .iommu | "  iommu: \(.type) \(.unit) \(.fault | words) \(.access) iova \(.iova) stream \(.stream_id) bank \(.context_bank) client \(.client) stage \(.stage) level \(.level) repeats \(.repeats)",
		(.meaning[] | "    \(.)"), (.page_walk | walk_lines) else empty end),
	(if .instruction then "  instruction: \(.instruction.text)", opt("  which"; .instruction.words) else empty end),
	(.parameters[]? | "  parameter: \(.function) \(.type) \(.name), \(.where)\(if .value then " = " + .value else "" end)"),
	(.stacks[] | "  stack \(.role):", (.frames[] | "   \(frame)")),
	(.findings[] | "  finding \(.rule) (\(.confidence)): \(.title)",
		(.evidence[] | "    line \(.line): \(.why)")),
	(.notes[]? | "  note: \(.)"))),
(.findings[]? | "together \(.rule) (\(.confidence)): \(.title)"),
"verdict \(.summary.verdict)"
