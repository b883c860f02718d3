/* What the hardware reports about itself. Sources: mce_log and __print_mce() in
 * arch/x86/kernel/cpu/mce/core.c, __ghes_print_estatus() in drivers/acpi/apei/ghes.c,
 * bert_print_all() in drivers/acpi/apei/bert.c, cper_estatus_print() in
 * drivers/firmware/efi/cper.c, edac_mc_printk() in drivers/edac/edac_mc.h, aer_print_error()
 * in drivers/pci/pcie/aer.c, memory_failure() in mm/memory-failure.c (Linux 6.1). A corrected
 * error is a warning, a fatal one fatal. */
#include "base/words.h"
#include "event/format.h"

#define MCE .kind = CS_KIND_MACHINE_CHECK, .from = CS_FROM_NONE

/* the second line: how the EDAC drivers of Intel's servers repeat what was logged */
static const char *const cper[] = {"[Hardware Error]",
				   "HANDLING MCE MEMORY ERROR",
				   "Machine Check Event: ",
				   ": TSC ",
				   ": ADDR ",
				   ": MISC ",
				   ": PROCESSOR ",
				   NULL};
static const char *const edac[] = {"EDAC ", NULL};
static const char *const aer[] = {"AER: ",       "PCIe Bus Error: ",   "device [", "   [",
				  "TLP Header:", "error status/mask=", NULL};
static const char *const dpc[] = {"DPC: ", "PCIe Bus Error: ", "device [", "   [",
				  "AER: ", "TLP Header:",      NULL};
static const char *const cbb[] = {"\t", ", Error:", "*******", NULL};
static const char *const powerpc[] = {"MCE: CPU", NULL};
static const char *const eeh[] = {"EEH: ", NULL};
static const char *const failure[] = {"Memory failure: ", NULL};

static bool says(const struct cs_event *ev, const char *a, const char *b)
{
	for (size_t i = 0; i < ev->line_count; i++)
		if (cs_str_has(ev->lines[i].text, a) || cs_str_has(ev->lines[i].text, b))
			return true;
	return false;
}

static void weigh(struct cs_event *ev)
{
	if (says(ev, "severity: fatal", "Uncorrected (Fatal)") ||
	    says(ev, "Processor context corrupt", "Fatal machine check"))
		ev->severity = CS_FATAL;
	else if (says(ev, "severity: corrected", "severity=Corrected") ||
		 says(ev, " CE ", "Corrected error") || says(ev, " CE: ", "Single Bit Error") ||
		 (says(ev, "Correctable error message", "CACHE: DataError") &&
		  !says(ev, "severity=Uncorrect", "severity: fatal")) ||
		 says(ev, "EEH: Recovery successful", "EEH: Recovery successful"))
		ev->severity = CS_WARNING;
}

static const struct cs_family weighed = {.parse = weigh};

/* ---- what IA32_MCi_STATUS says: Intel SDM 3B 17.3.2.2 and 17.9, AMD APM 2 9.3.2; the words of
 * the error code are the same on both ---- */

static const struct {
	uint64_t mask, code;
	const char *words;
} mca_codes[] = {
	{0xffff, 0x0000, "no error code"},
	{0xffff, 0x0001, "unclassified error"},
	{0xffff, 0x0002, "parity error of the microcode ROM"},
	{0xffff, 0x0003, "external error: another processor signalled it"},
	{0xffff, 0x0005, "internal parity error"},
	{0xffff, 0x0400, "internal timer error: an instruction did not retire in time"},
	{0xffff, 0x0e0b, "generic I/O error"},
	{0xfc00, 0x0400, "internal error of the processor"},
	{0xeffc, 0x000c, "cache error"},
	{0xeff0, 0x0010, "TLB error"},
	{0xef80, 0x0080, "memory controller error"},
	{0xef00, 0x0100, "cache error"},
	{0xe800, 0x0800, "bus or interconnect error"},
};

/* Tells of one bank; how bad it is. */
static enum cs_severity tell_status(struct cs_words *w, uint64_t status)
{
	const char *what = "error of an unknown code";

	for (size_t i = 0; i < sizeof(mca_codes) / sizeof(*mca_codes); i++)
		if ((status & mca_codes[i].mask) == mca_codes[i].code) {
			what = mca_codes[i].words;
			break;
		}
	cs_words_add(w, "MCACOD=%#llx: %s", (unsigned long long)(status & 0xffff), what);
	if (status >> 61 & 1)
		cs_words_add(w, "UC=1: the hardware could not correct it");
	else
		cs_words_add(w, "UC=0: the hardware corrected it");
	if (status >> 57 & 1)
		cs_words_add(w, "PCC=1: the processor's context may be corrupt");
	if (status >> 62 & 1)
		cs_words_add(w, "OVER=1: further errors of this bank were lost");
	if (!(status >> 61 & 1))
		return CS_WARNING;
	return status >> 57 & 1 ? CS_FATAL : CS_ERROR;
}

/* PCI Express Base Specification, 7.8.4.2: Uncorrectable Error Status */
static const struct cs_bits aer_bits[] = {
	{4, 4, "DLP", "data link protocol error"},
	{5, 5, "SDES", "surprise down: the link went away"},
	{12, 12, "PoisonTLP", "data that was bad already where it came from"},
	{13, 13, "FCP", "flow control protocol error"},
	{14, 14, "CmpltTO", "completion timeout: nobody answered a request"},
	{15, 15, "CmpltAbrt", "completer abort: the other end refused a request"},
	{16, 16, "UnxCmplt", "a completion that nobody waits for"},
	{17, 17, "RxOF", "receiver overflow"},
	{18, 18, "MalfTLP", "a malformed packet"},
	{19, 19, "ECRC", "end-to-end checksum error"},
	{20, 20, "UnsupReq", "unsupported request: no such address, or the device is asleep"},
	{21, 21, "ACSViol", "access control violation"},
	{22, 22, "UncorrIntErr", "internal error of the device"},
	{23, 23, "BlockedTLP", "a multicast packet was blocked"},
	{24, 24, "AtomicOpBlocked", "an atomic operation was blocked"},
	{25, 25, "TLPBlockedErr", "a packet with a prefix was blocked"},
};

/* cper_print_pcie() in drivers/firmware/efi/cper.c: "aer_uncor_status: 0x00040000, …" */
static void tell_aer(struct cs_words *w, struct cs_str text)
{
	struct cs_pat_hit h;
	uint64_t status;

	if (cs_pat_match("aer_uncor_status: %x", text, &h) && cs_str_to_hex(h.cap[0], &status))
		cs_words_add_bits(w, aer_bits, sizeof(aer_bits) / sizeof(*aer_bits), status);
}

/* "CPU 0: Machine Check: 0 Bank 4: a600000000020408", "Machine Check Exception: 5 Bank 3: …",
 * "Machine Check Event: 0 Bank 11: …"; "ADDR fef4c9e0" behind it */
static void tell(struct cs_event *ev)
{
	struct cs_words w = {.arena = &ev->arena};
	struct cs_pat_hit h;
	uint64_t status, address;
	enum cs_severity worst = CS_INFO;
	bool valid = false;

	for (size_t i = ev->header; i < ev->line_count; i++) {
		struct cs_str text = ev->lines[i].text;

		if (cs_pat_match("Machine Check%*: %d Bank %d: %x", text, &h) &&
		    cs_str_to_hex(h.cap[3], &status) && status >> 63) {
			enum cs_severity bad = tell_status(&w, status);

			worst = bad > worst ? bad : worst;
			valid = status >> 58 & 1;
		}
		tell_aer(&w, text);
		if (valid && !ev->fault.has_address && cs_pat_match(" ADDR %x", text, &h) &&
		    cs_str_to_hex(h.cap[0], &address)) {
			ev->fault.address = address;
			ev->fault.has_address = true;
		}
	}
	ev->fault.meaning = w.v;
	ev->fault.meaning_count = w.n;
	ev->fault.known |= w.n > 0;
	if (worst > CS_INFO)
		ev->severity = worst;
}

static const struct cs_format rows[] = {
	{MCE, .anchor = "Machine check events logged", .head = "Machine check events logged",
	 .title = "Machine check events logged", .more = cper, .family = &weighed, .tell = tell,
	 .flags = CS_FMT_EACH},
	{MCE, .anchor = "[Hardware Error]", .more = cper, .family = &weighed,
	 .head = "[Hardware Error]: CPU %d: Machine Check%*: %x Bank %d", .title = "Machine check",
	 .tell = tell},
	{MCE, .anchor = "[Hardware Error]", .head = "[Hardware Error]: section_type: %*$",
	 .title = "Hardware error: {1}", .more = cper, .family = &weighed, .tell = tell},
	{MCE, .anchor = "[Hardware Error]", .head = "[Hardware Error]:", .more = cper,
	 .body = "section_type: %*$", .title = "Hardware error: {1}", .family = &weighed,
	 .tell = tell},
	{MCE, .anchor = "[Hardware Error]", .head = "[Hardware Error]:", .more = cper,
	 .body = "Machine Check%*: %d Bank %d", .title = "Machine check", .family = &weighed,
	 .tell = tell},
	{MCE, .anchor = "[Hardware Error]", .head = "[Hardware Error]:", .more = cper,
	 .title = "Hardware error", .family = &weighed},
	{MCE, .anchor = "Machine Check Exception", .head = "Machine Check Exception", .more = cper,
	 .title = "Machine check", .family = &weighed, .tell = tell},
	{MCE, .anchor = "EDAC ", .head = "EDAC %*: %d CE ", .more = edac,
	 .title = "EDAC: corrected memory error on {1}", .family = &weighed},
	{MCE, .anchor = "EDAC ", .head = "EDAC %*: %d UE ", .more = edac,
	 .title = "EDAC: uncorrected memory error on {1}", .family = &weighed},
	{MCE, .anchor = "EDAC ", .head = "EDAC %*: CE ", .more = edac,
	 .title = "EDAC: corrected memory error on {1}", .family = &weighed},
	{MCE, .anchor = "EDAC ", .head = "EDAC %*: UE ", .more = edac,
	 .title = "EDAC: uncorrected memory error on {1}", .family = &weighed},
	/* edac_device_handle_ce_count() and …_ue_count() in drivers/edac/edac_device.c,
	 * dump_syn_reg() in qcom_edac.c, edac_pci_dev_parity_test() in edac_pci_sysfs.c */
	{MCE, .anchor = "EDAC ", .head = "EDAC %w UE: %w instance: %w block: ", .more = edac,
	 .title = "EDAC: uncorrected error of {2}", .family = &weighed},
	{MCE, .anchor = "EDAC ", .head = "EDAC %w CE: %w instance: %w block: ", .more = edac,
	 .title = "EDAC: corrected error of {2}", .family = &weighed},
	{MCE, .anchor = "EDAC ", .head = "EDAC %*: %w Bit Error detected in %w RAM", .more = edac,
	 .title = "EDAC: {2} bit error in {3} RAM", .family = &weighed},
	{MCE, .anchor = "EDAC PCI: ", .head = "EDAC PCI: %*Parity Error on ", .more = edac,
	 .title = "EDAC: PCI parity error", .family = &weighed},
	{MCE, .anchor = "EDAC PCI: ", .head = "EDAC PCI: %*Signaled System Error on ", .more = edac,
	 .title = "EDAC: PCI system error", .family = &weighed},
	/* pci_serr_error() and io_check_error() in arch/x86/kernel/nmi.c */
	{MCE, .anchor = "NMI: PCI system error (SERR)", .head = "NMI: PCI system error (SERR)",
	 .title = "NMI: PCI system error (SERR)", .flags = CS_FMT_LONE, .family = &weighed},
	{MCE, .anchor = "NMI: IOCK error", .head = "NMI: IOCK error", .title = "NMI: IOCK error",
	 .flags = CS_FMT_LONE, .family = &weighed},
	/* dpc_process_error() in drivers/pci/pcie/dpc.c */
	{MCE, .anchor = "DPC: containment event", .head = "DPC: containment event", .more = dpc,
	 .title = "PCIe error: downstream port contained", .family = &weighed},
	{MCE, .anchor = "PCIe Bus Error: severity=", .more = aer, .family = &weighed,
	 .head = "PCIe Bus Error: severity=%*, type=%*,", .title = "PCIe error: {1}, {2}"},
	{MCE, .anchor = " error received: ", .head = "AER: %* error received: ", .more = aer,
	 .body = "PCIe Bus Error: severity=%*, type=%*,", .title = "PCIe error: {2}, {3}",
	 .family = &weighed, .flags = CS_FMT_EACH},
	{MCE, .anchor = " error received: ", .head = "AER: %* error received: ", .more = aer,
	 .title = "PCIe error: {1}", .family = &weighed},
	{MCE, .anchor = " error message received from ", .more = aer, .family = &weighed,
	 .head = "AER: %* error message received from ",
	 .body = "PCIe Bus Error: severity=%*, type=%*,", .title = "PCIe error: {2}, {3}",
	 .flags = CS_FMT_EACH},
	{MCE, .anchor = " error message received from ", .more = aer, .family = &weighed,
	 .head = "AER: %* error message received from ", .title = "PCIe error: {1}"},
	/* eeh_handle_normal_event() in arch/powerpc/kernel/eeh_driver.c; eeh_dev_check_failure()
	 * before 5.4, whose trace is then of its own */
	{MCE, .anchor = "EEH: Recovering PHB#", .head = "^EEH: Recovering PHB#%x, ", .more = eeh,
	 .title = "EEH: PCI host bridge fenced", .family = &weighed},
	{MCE, .anchor = "EEH: Recovering PHB#", .head = "^EEH: Recovering PHB#%x-PE#%x",
	 .more = eeh, .title = "EEH: PCI device frozen", .family = &weighed},
	{MCE, .anchor = "EEH: Frozen PHB#", .head = "^EEH: Frozen PHB#%x-PE#%x detected",
	 .more = eeh, .title = "EEH: PCI device frozen", .family = &weighed},
	{MCE, .anchor = "EEH: PHB#", .head = "^EEH: PHB#%x failure detected", .more = eeh,
	 .title = "EEH: PCI host bridge fenced", .family = &weighed},
	{MCE, .anchor = "EEH: Unable to recover", .head = "^EEH: Unable to recover from failure",
	 .title = "EEH: PCI device lost", .more = eeh, .family = &weighed},
	{MCE, .anchor = " permanently disabled", .head = "^EEH: %*has been permanently disabled",
	 .title = "EEH: PCI device lost", .more = eeh, .family = &weighed},
	/* l2_int_handler() in drivers/soc/sifive/sifive_l2_cache.c, ccache_int_handler() since 6.2
	 */
	{MCE, .anchor = "CACHE: ", .head = "L2CACHE: %w @ %x", .title = "L2 cache: {1}",
	 .flags = CS_FMT_LONE, .family = &weighed},
	{MCE, .anchor = "CACHE: ", .head = "CCACHE: %w @ %x", .title = "CCACHE: {1}",
	 .flags = CS_FMT_LONE, .family = &weighed},
	{MCE, .anchor = "Memory failure: ", .head = "Memory failure: %x: ", .more = failure,
	 .title = "Memory failure: a page was lost", .family = &weighed},
	/* arm64 with RAS: arch/arm64/kernel/traps.c, drivers/firmware/arm_sdei.c */
	{MCE, .anchor = "Uncorrectable error", .head = "^RAS: %*$", .title = "RAS: {1}",
	 .flags = CS_FMT_LONE, .family = &weighed},
	/* print_errlog_err() of tegra194-cbb.c and tegra234-cbb.c; brcmstb_gisb_arb_decode_addr()
	 */
	{MCE, .anchor = ", Error:", .head = "^CPU:%d, Error:%*", .body = "Error Code%_: %w",
	 .title = "CBB error: {3}", .more = cbb, .family = &weighed},
	{MCE, .anchor = "GISB: ", .head = "GISB: %* at %x [", .title = "GISB error: {1}",
	 .flags = CS_FMT_LONE, .family = &weighed},
	/* s390 and ppc64 */
	{MCE, .anchor = "Severe Machine check interrupt", .head = "Severe Machine check interrupt",
	 .title = "Machine check", .flags = CS_FMT_TAKES_PANIC | CS_FMT_BARE},
	{MCE, .anchor = "MCE: CPU", .head = "^MCE: CPU%d: machine check (%*)",
	 .title = "Machine check: {2}", .more = powerpc, .family = &weighed},
	{MCE, .anchor = "Machine check in kernel mode", .head = "Machine check in kernel mode",
	 .title = "Machine check", .flags = CS_FMT_TAKES_PANIC | CS_FMT_BARE},
};

const struct cs_format_table cs_formats_hardware = {rows, sizeof(rows) / sizeof(*rows)};
