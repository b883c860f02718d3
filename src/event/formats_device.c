/* Devices and their drivers: DMA, network adapters, co-processors, watchdogs. Most of
 * these are one line, or lines told by their words; no stack belongs to them. Sources beside
 * the rows: the function that prints the line, Linux 6.1 unless said. */
#include "event/format.h"

#define LINES .from = CS_FROM_NONE
#define ONE .from = CS_FROM_NONE, .flags = CS_FMT_LONE
#define TX ONE, .kind = CS_KIND_TX_HANG
#define FIRMWARE LINES, .kind = CS_KIND_FIRMWARE_CRASH
#define DMA LINES, .kind = CS_KIND_DMA_API, .flags = CS_FMT_PRELUDE | CS_FMT_INSIDE
#define BITE LINES, .kind = CS_KIND_WATCHDOG_BITE

static const char *const swiotlb[] = {"swiotlb buffer is full", "swiotlb: coherent allocation",
				      "Out of SW-IOMMU space", NULL};
static const char *const e1000[] = {
	"Unit Hang",    "  TDH ",      "  TDT ",     "next_to_", "time_stamp ",
	"buffer_info[", "  jiffies ",  "MAC Status", "PHY ",     "PCI Status",
	"Tx Queue ",    "desc.status", "desc=",      NULL};
static const char *const bark[] = {
	"Watchdog b",     "atchdog Bark", "wdog",        "Watchdog last pet",
	"cpu alive mask", "upload_cause", "UploadCause", NULL};
static const char *const pretimeout[] = {": pretimeout event", NULL};
static const char *const iwlwifi[] = {"iwlwifi ", NULL};
/* print_health_info() in drivers/net/ethernet/mellanox/mlx5/core/health.c */
static const char *const mlx5[] = {"print_health_info", "assert_", "fw_ver ",   "hw_id ",
				   "irisc_index ",      "synd 0x", "ext_synd ", NULL};
static const char *const ath[] = {"ath10k", "ath11k", "ath12k", NULL};
static const char *const subsystem[] = {"remoteproc", "q6v5", "fatal error", "subsys", "SSR",
					"crash",
					/* the message of the WLAN firmware has many lines */
					"QC Image ", "Image Variant", "param0 :", "Thread ID",
					"Register:", " : 0x", "Stack Dump", NULL};

static const struct cs_format rows[] = {
	/* swiotlb_tbl_map_single() in kernel/dma/swiotlb.c */
	{LINES, .kind = CS_KIND_SWIOTLB, .anchor = "swiotlb buffer is full", .more = swiotlb,
	 .head = "^%w %w swiotlb buffer is full", .title = "swiotlb buffer is full for {1}"},
	{LINES, .kind = CS_KIND_SWIOTLB, .anchor = "swiotlb buffer is full", .more = swiotlb,
	 .head = "swiotlb buffer is full", .title = "swiotlb buffer is full"},
	{LINES, .kind = CS_KIND_SWIOTLB, .anchor = "swiotlb: coherent allocation failed",
	 .head = "swiotlb: coherent allocation failed", .more = swiotlb,
	 .title = "swiotlb: coherent allocation failed"},
	{ONE, .kind = CS_KIND_SWIOTLB, .anchor = "Out of SW-IOMMU space",
	 .head = "Out of SW-IOMMU space for %d bytes at device %w",
	 .title = "swiotlb buffer is full"},
	{ONE, .kind = CS_KIND_SWIOTLB, .anchor = "swiotlb", .head = "swiotlb%* is too small",
	 .title = "swiotlb is too small"},
	/* dma_map_single_attrs() in include/linux/dma-mapping.h: dev_WARN_ONCE */
	{.anchor = "rejecting DMA map of vmalloc memory",
	 .kind = CS_KIND_DMA_API,
	 .head = "rejecting DMA map of vmalloc memory",
	 .from = CS_FROM_NONE,
	 .title = "DMA-API: rejecting DMA map of vmalloc memory",
	 .flags = CS_FMT_PRELUDE | CS_FMT_CONT},
	/* err_printk() and its callers in kernel/dma/debug.c: the message of a WARN(), which the
	 * kernel prints above the WARNING line since 4.x; before 4.20 "DMA-API:" stood behind the
	 * device */
	{DMA, .anchor = "DMA-API: ", .head = "DMA-API: %*device driver tries to %* DMA memory",
	 .title = "DMA-API: device driver tries to {2} DMA memory"},
	{DMA, .anchor = "DMA-API: ", .head = "DMA-API: %*device driver frees DMA memory with %* [",
	 .title = "DMA-API: device driver frees DMA memory with {2}"},
	{DMA, .anchor = "DMA-API: ", .head = "DMA-API: %*device driver failed to check map error",
	 .title = "DMA-API: device driver failed to check map error"},
	{DMA, .anchor = "DMA-API: ", .head = "DMA-API: %*device driver maps memory from %* [",
	 .title = "DMA-API: device driver maps memory from {2}"},
	{DMA, .anchor = "DMA-API: ", .head = "DMA-API: %*device driver has pending DMA allocations",
	 .title = "DMA-API: device driver has pending DMA allocations"},
	/* report_addr() in kernel/dma/direct.c till 5.4, dma_direct_map_page() in direct.h and
	 * swiotlb_map() since */
	{DMA, .anchor = "overflow ", .head = ": overflow %x+%d of DMA",
	 .title = "DMA address beyond the device's mask"},
	{DMA, .anchor = " overflow (mask ", .head = "DMA addr %x+%d overflow (mask",
	 .title = "DMA address beyond the device's mask"},
	{DMA, .anchor = " overflow (mask ", .head = "swiotlb addr %x+%d overflow (mask",
	 .title = "DMA address beyond the device's mask"},
	{DMA, .anchor = "without dma_mask", .head = ": DMA map on device without dma_mask",
	 .title = "DMA map on device without dma_mask"},
	{DMA, .anchor = "DMA-API: ", .head = "DMA-API: exceeded %d overlapping mappings",
	 .title = "DMA-API: exceeded overlapping mappings"},
	{DMA, .anchor = "DMA-API: ", .head = "DMA-API: %*cacheline tracking EEXIST",
	 .title = "DMA-API: cacheline tracking EEXIST"},
	{DMA, .anchor = "DMA-API: ", .head = "DMA-API: %*mapping sg segment %w than device claims",
	 .title = "DMA-API: mapping sg segment longer than device claims to support"},
	{DMA, .anchor = "DMA-API: ", .head = "DMA-API: %*mapping sg segment across boundary",
	 .title = "DMA-API: mapping sg segment across boundary"},

	/* e1000_print_hw_hang() and its kin in drivers/net/ethernet/intel */
	{.kind = CS_KIND_TX_HANG,
	 .anchor = "Unit Hang",
	 .from = CS_FROM_NONE,
	 .more = e1000,
	 .head = "^%w %w %*: Detected Hardware Unit Hang",
	 .title = "Detected Hardware Unit Hang"},
	{.kind = CS_KIND_TX_HANG,
	 .anchor = "Unit Hang",
	 .from = CS_FROM_NONE,
	 .more = e1000,
	 .head = "Detected Hardware Unit Hang",
	 .title = "Detected Hardware Unit Hang"},
	{.kind = CS_KIND_TX_HANG,
	 .anchor = "Unit Hang",
	 .from = CS_FROM_NONE,
	 .more = e1000,
	 .head = "^%w %w %*: Detected Tx Unit Hang",
	 .title = "{1}: Detected Tx Unit Hang"},
	{.kind = CS_KIND_TX_HANG,
	 .anchor = "Unit Hang",
	 .from = CS_FROM_NONE,
	 .more = e1000,
	 .head = "Detected Tx Unit Hang",
	 .title = "Detected Tx Unit Hang"},
	/* tx_timeout handlers: tg3, mlx5, mlx4, virtio_net, r8169, fec, cadence, … */
	{TX, .anchor = "transmit timed out", .head = "^%w %w %*: transmit timed out",
	 .title = "{1}: transmit timed out"},
	{TX, .anchor = "TX timeout", .head = "^%w %w %*TX timeout detected",
	 .title = "{1}: TX timeout"},
	{TX, .anchor = "TX timeout", .head = "^%w %w %*TX timeout on queue",
	 .title = "{1}: TX timeout"},
	{TX, .anchor = "initiating reset due to tx timeout", .title = "{1}: TX timeout",
	 .head = "^%w %w %*initiating reset due to tx timeout"},
	/* sky2, mv643xx, enc28j60, xgbe, am65-cpsw; ena, via-rhine, epic100; r8152; i40e, ice;
	   forcedeth */
	{TX, .anchor = ": tx timeout", .head = "^%w %w %*: tx timeout", .title = "{1}: TX timeout"},
	{TX, .anchor = "Tx timeout", .head = "^%w %w %*: Tx timeout", .title = "{1}: TX timeout"},
	{TX, .anchor = "Tx timed out", .head = "^%w %w %*Tx timed out", .title = "{1}: TX timeout"},
	{TX, .anchor = "TX timed out", .head = "^%w %w %*: TX timed out",
	 .title = "{1}: TX timeout"},
	{TX, .anchor = "tx_timeout: VSI_", .head = "^%w %w %*: tx_timeout: VSI_",
	 .title = "{1}: TX timeout"},
	{TX, .anchor = "Got tx_timeout", .head = "^%w %w %*: Got tx_timeout",
	 .title = "{1}: TX timeout"},
	{TX, .anchor = "Transmit time", .head = "^%w %w %*: %*Transmit time%*out",
	 .title = "{1}: transmit timed out"},
	{TX, .anchor = "transmit timeout", .head = "^%w %w %*: transmit timeout",
	 .title = "{1}: transmit timed out"},
	/* vmxnet3_tx_timeout() */
	{TX, .anchor = "tx hang", .head = "^vmxnet3 %*tx hang$", .title = "vmxnet3: tx hang"},
	{TX, .anchor = "tx hang", .head = "^%w %w %*tx hang %d detected", .title = "{1}: tx hang"},

	/* rproc_report_crash() in remoteproc_core.c; q6v5_fatal_interrupt(), q6v5_wdog_interrupt()
	 * in qcom_q6v5.c; subsystem_restart_dev() of msm kernels */
	{FIRMWARE, .anchor = "crash detected in ", .head = "crash detected in %*: type %*$",
	 .title = "remoteproc: crash detected in {1}: {2}", .more = subsystem,
	 .flags = CS_FMT_EACH},
	{FIRMWARE, .anchor = "fatal error received", .head = "^%w %w fatal error received",
	 .title = "{1}: fatal error received", .more = subsystem},
	{FIRMWARE, .anchor = " without message", .more = subsystem,
	 .head = "^qcom%*: fatal error without message", .title = "q6v5: fatal error"},
	{FIRMWARE, .anchor = " without message", .more = subsystem,
	 .head = "^qcom%*: watchdog without message", .title = "q6v5: watchdog received"},
	{FIRMWARE, .anchor = "watchdog received", .head = "q6v5%*watchdog received",
	 .title = "q6v5: watchdog received", .more = subsystem},
	/* log_failure_reason() of msm kernels' subsystem drivers (pil-q6v5-mss.c, pil-msa) */
	{FIRMWARE, .anchor = "subsystem failure reason: ", .more = subsystem,
	 .head = "^%w subsystem failure reason: ", .title = "{1}: subsystem failure"},
	{FIRMWARE, .anchor = "Restart sequence requested for",
	 .head = "subsys-restart: %*Restart sequence requested for %*,",
	 .title = "subsys-restart: restart of {2}", .flags = CS_FMT_LONE},
	/* k3_r5_rproc_mbox_callback(), k3_dsp_rproc_mbox_callback(), omap_rproc_mbox_callback();
	 * apple_rtkit_crashed() */
	{FIRMWARE, .anchor = " crashed", .head = "^%w %w %*rproc %w crashed",
	 .title = "{1}: co-processor crashed", .flags = CS_FMT_LONE},
	{FIRMWARE, .anchor = "co-processor has crashed", .title = "{1}: co-processor crashed",
	 .head = "^%w %w RTKit: co-processor has crashed", .flags = CS_FMT_LONE},
	/* ath10k_print_driver_info() callers; ath11k/ath12k mhi.c; iwl_fwrt_dump_error_logs() */
	{FIRMWARE, .anchor = "firmware crashed", .head = "^%w %w firmware crashed",
	 .title = "{1}: firmware crashed", .more = ath, .flags = CS_FMT_EACH},
	{FIRMWARE, .anchor = "firmware crashed", .head = "firmware crashed",
	 .title = "firmware crashed", .more = ath, .flags = CS_FMT_EACH},
	/* mt76_mcu_send_and_get_msg() callers: mt7915_mcu_parse_response() and its kin */
	{FIRMWARE, .anchor = " (seq ", .head = "^%w %w Message %x (seq %d) timeout",
	 .title = "{1}: MCU message timeout", .flags = CS_FMT_LONE},
	{FIRMWARE, .anchor = "Microcode SW error detected", .more = iwlwifi,
	 .head = "Microcode SW error detected", .title = "iwlwifi: microcode error"},
	{FIRMWARE, .anchor = "Firmware has halted or crashed", .flags = CS_FMT_LONE,
	 .head = "Firmware has halted or crashed", .title = "brcmfmac: firmware crashed"},
	/* brcmf_sdio_checkdied(), brcmf_sdio_trap_info() */
	{FIRMWARE, .anchor = " in dongle", .head = "brcmf%*firmware trap in dongle",
	 .title = "brcmfmac: firmware trap", .flags = CS_FMT_LONE},
	{FIRMWARE, .anchor = " in dongle", .head = "brcmf%*assertion in dongle",
	 .title = "brcmfmac: firmware assertion", .flags = CS_FMT_LONE},
	{FIRMWARE, .anchor = "PSM's watchdog has fired!", .flags = CS_FMT_LONE,
	 .head = "PSM's watchdog has fired!", .title = "brcmfmac: PSM watchdog"},
	/* iwl_trans_txq_send_hcmd_sync(); htc_process_fw_panic() of ath9k; wlcore_irq_locked();
	 * rtw89_ser_notify();
	 * mwifiex_cmd_timeout_func() */
	{FIRMWARE, .anchor = ": time out after ", .more = iwlwifi,
	 .title = "iwlwifi: command timeout",
	 .head = "^iwlwifi %*Error sending %w time out after %dms"},
	{FIRMWARE, .anchor = "ath: firmware panic!", .head = "ath: firmware panic!",
	 .title = "ath9k_htc: firmware panic", .flags = CS_FMT_LONE},
	{FIRMWARE, .anchor = "watchdog interrupt received",
	 .head = "wlcore: ERROR %w watchdog interrupt received", .flags = CS_FMT_LONE,
	 .title = "wlcore: {1} watchdog interrupt"},
	{FIRMWARE, .anchor = "SER catches error: ", .head = "SER catches error: %x",
	 .title = "rtw89: firmware error", .flags = CS_FMT_LONE},
	{FIRMWARE, .anchor = "Timeout cmd id = ", .head = "Timeout cmd id = %x",
	 .title = "mwifiex: command timeout", .flags = CS_FMT_LONE},
	/* netxen_fw_poll_work(), qlcnic_fw_poll_work(), qla82xx_check_fw_alive(),
	 * bnxt_reset_task(), mpt3sas_base_fault_info(), megasas_transition_to_ready() */
	{FIRMWARE, .anchor = "firmware hang detected", .head = "^%w %w firmware hang detected",
	 .title = "{1}: firmware hang", .flags = CS_FMT_LONE},
	{FIRMWARE, .anchor = "Firmware hung.", .head = "^qla2xxx %*Firmware hung.",
	 .title = "qla2xxx: firmware hang", .flags = CS_FMT_LONE},
	{FIRMWARE, .anchor = "Detected firmware fatal condition", .flags = CS_FMT_LONE,
	 .head = "^%w %w %*Detected firmware fatal condition", .title = "{1}: firmware fatal"},
	/* bnxt_hwrm_do_send() callers; be_detect_error(); check_for_missing_keep_alive() of ena;
	 * t4_report_fw_error(); efx_mcdi_check_assertion(); detect_controller_lockup() of hpsa;
	 * aac_src_check_health(); qla2x00_async_event() */
	{FIRMWARE, .anchor = "Firmware not responding, status", .flags = CS_FMT_LONE,
	 .head = "^%w %w %*Firmware not responding, status", .title = "{1}: firmware hang"},
	{FIRMWARE, .anchor = "Unrecoverable HW error detected", .flags = CS_FMT_LONE,
	 .head = "^%w %w %*Unrecoverable HW error detected", .title = "{1}: hardware error"},
	{FIRMWARE, .anchor = "Keep alive watchdog timeout", .flags = CS_FMT_LONE,
	 .head = "^ena %*Keep alive watchdog timeout", .title = "ena: keep alive timeout"},
	{FIRMWARE, .anchor = "FW assertion at ", .head = "^cxgb4 %*FW assertion at ",
	 .title = "cxgb4: firmware assertion", .flags = CS_FMT_LONE},
	{FIRMWARE, .anchor = "MC watchdog or assertion failure", .flags = CS_FMT_LONE,
	 .head = "^sfc %*MC watchdog or assertion failure", .title = "sfc: firmware assertion"},
	{FIRMWARE, .anchor = "Controller lockup detected: ", .flags = CS_FMT_LONE,
	 .head = "^hpsa %*Controller lockup detected: ", .title = "hpsa: controller lockup"},
	{FIRMWARE, .anchor = "adapter kernel panic'd", .flags = CS_FMT_LONE,
	 .head = "^aacraid %*adapter kernel panic'd", .title = "aacraid: firmware panic"},
	{FIRMWARE, .anchor = "adapter marked OFFLINE!", .flags = CS_FMT_LONE,
	 .head = "^qla2xxx %*adapter marked OFFLINE!", .title = "qla2xxx: hardware error"},
	{FIRMWARE, .anchor = "fault_state(0x", .head = "^mpt%*: fault_state(%x)!",
	 .title = "mpt3sas: firmware fault", .flags = CS_FMT_LONE},
	{FIRMWARE, .anchor = "FW in FAULT state", .head = "^megaraid_sas %*FW in FAULT state",
	 .title = "megaraid_sas: firmware fault", .flags = CS_FMT_LONE},
	{FIRMWARE, .anchor = "DSP panic!", .head = "DSP panic!", .title = "sof-audio: DSP panic",
	 .flags = CS_FMT_LONE},
	/* print_health_info() and poll_health() in mlx5/core/health.c */
	{FIRMWARE, .anchor = "Health issue observed, ", .more = mlx5, .flags = CS_FMT_EACH,
	 .head = "Health issue observed, %*, severity", .title = "mlx5: {1}"},
	{FIRMWARE, .anchor = "mlx5_core ", .more = mlx5, .flags = CS_FMT_EACH,
	 .head = "^mlx5_core %*: Fatal error %d detected", .title = "mlx5: fatal error"},
	{FIRMWARE, .anchor = "device's health compromised", .more = mlx5, .flags = CS_FMT_EACH,
	 .head = "device's health compromised", .title = "mlx5: device's health compromised"},
	{FIRMWARE, .anchor = "assert_var[0] ", .more = mlx5, .flags = CS_FMT_EACH,
	 .head = "^mlx5_core %*: assert_var[0] %x", .title = "mlx5: firmware assertion"},

	/* wdog_bark_handler() and msm_trigger_wdog_bite() in msm watchdog_v2.c / qcom_wdt_core.c;
	 * watchdog_pretimeout_notify() governors; softdog_fire() */
	{BITE, .anchor = "Watchdog bark! Now = ", .head = "Watchdog bark! Now = ",
	 .title = "Watchdog bark", .more = bark},
	{BITE, .anchor = "Watchdog bite!", .head = "Causing a %* Watchdog bite!",
	 .title = "Watchdog bite", .more = bark},
	{BITE, .anchor = "Watchdog Bark", .head = "on Secure Watchdog Bark",
	 .title = "Watchdog bark", .more = bark},
	{BITE, .anchor = "Causing a watchdog bite!", .head = "Causing a watchdog bite!",
	 .title = "Watchdog bite", .more = bark},
	{BITE, .anchor = "softdog: Initiating ", .head = "softdog: Initiating %*$",
	 .title = "softdog: Initiating {1}", .flags = CS_FMT_LONE},
	/* watchdog_pretimeout_noop.c; its like with "panic" calls panic() */
	{BITE, .anchor = ": pretimeout event", .head = "watchdog%d: pretimeout event",
	 .title = "watchdog pretimeout", .more = pretimeout},
	{BITE, .anchor = "watchdog pretimeout event",
	 .head = "watchdog%*: watchdog pretimeout event", .title = "watchdog pretimeout",
	 .flags = CS_FMT_LONE},
};

const struct cs_format_table cs_formats_device = {rows, sizeof(rows) / sizeof(*rows)};
