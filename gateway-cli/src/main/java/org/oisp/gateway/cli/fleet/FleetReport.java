package org.oisp.gateway.cli.fleet;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Formats a result as a table or as JSON. */
public final class FleetReport {

    private FleetReport() {}

    /**
     * Formats a result as a table.
     *
     * @param result the result
     * @return the lines of the table
     */
    public static List<String> table(FleetResult result) {
        List<String> lines = new ArrayList<>();
        FleetResult.Registrations registrations = result.registrations();
        FleetResult.DeliveryTotals deliveryTotals = result.deliveryTotals();
        FleetOutcomes outcomes = deliveryTotals.outcomes();
        if (result.interrupted()) {
            row(
                    lines,
                    "interrupted",
                    "%,d of %,d actuations were not asked for, %,d were under way",
                    outcomes.notAsked(),
                    outcomes.planned(),
                    outcomes.underWay());
        }
        row(lines, "devices", "%s", devices(registrations));
        row(
                lines,
                "registrations",
                "%,.0f/s, %,d in %.1f s",
                registrations.perSecond(),
                registrations.times().count(),
                registrations.seconds());
        percentiles(lines, registrations.times());
        row(
                lines,
                "sent",
                "%,.0f/s, %,d%s in %.1f s",
                rate(outcomes.sent(), deliveryTotals.seconds()),
                outcomes.sent(),
                outcomes.undelivered().unsent() == 0
                        ? ""
                        : String.format(Locale.ROOT, " of %,d asked for", outcomes.asked()),
                deliveryTotals.seconds());
        row(
                lines,
                "delivered",
                "%,.0f/s, %,d",
                rate(outcomes.delivered(), deliveryTotals.deliverySeconds()),
                outcomes.delivered());
        percentiles(lines, deliveryTotals.latency());
        row(lines, "undelivered", "%s", undelivered(outcomes.undelivered()));
        row(
                lines,
                "duplicates",
                "%,d; %,d out of order, %,d at another device",
                deliveryTotals.faults().duplicates(),
                deliveryTotals.faults().disordered(),
                deliveryTotals.faults().misdelivered());
        if (deliveryTotals.faults().foreign() > 0) {
            row(
                    lines,
                    "others'",
                    "%,d actuations arrived that are not of this run",
                    deliveryTotals.faults().foreign());
        }
        receipts(lines, deliveryTotals.receipts());
        storm(lines, result.stormResult());
        FleetResult.Tool tool = result.tool();
        row(
                lines,
                "this tool",
                "%.2f of %d cores%s; late by %s (p99), %s at most",
                tool.busy(),
                tool.cores(),
                tool.machine() < 0
                        ? ""
                        : String.format(Locale.ROOT, ", the machine %.0f %% busy", tool.machine() * 100),
                millis(tool.lag().p99()),
                millis(tool.lag().max()));
        if (result.errors().isEmpty()) {
            row(lines, "errors", "none");
        }
        result.errors().forEach((kind, count) -> row(lines, "errors", "%,d %s", count, kind));
        result.warnings().forEach(warning -> row(lines, "warning", "%s", warning));
        return lines;
    }

    private static void receipts(List<String> lines, @Nullable ReceiptTotals receipts) {
        if (receipts == null) {
            return;
        }
        receipts.told().forEach((reason, count) -> row(lines, "told", "%,d %s", count, reason));
        ReceiptTotals.ReceiptFaults faults = receipts.faults();
        row(
                lines,
                "false receipts",
                "%,d delivered that the device lacks, %,d not_delivered that it has",
                faults.falselyDelivered(),
                faults.falselyNotDelivered());
        row(
                lines,
                "receipts",
                "%,d missing, %,d doubled, %,d out of order; %,d unknown since the sender's connection ended, %,d under way",
                faults.missing(),
                faults.doubled(),
                faults.disordered(),
                receipts.lost(),
                receipts.pending());
    }

    private static void storm(List<String> lines, FleetResult.StormResult stormResult) {
        if (stormResult.happened()) {
            row(
                    lines,
                    "storm",
                    "%,d dropped, %,d back in %.1f s, within %.1f s of jitter: %,.0f/s",
                    stormResult.dropped(),
                    stormResult.back(),
                    stormResult.seconds(),
                    stormResult.jitter(),
                    stormResult.perSecond());
            percentiles(lines, stormResult.times());
        }
    }

    private static String devices(FleetResult.Registrations registrations) {
        String registered = String.format(
                Locale.ROOT, "%,d, %,d registered at the end", registrations.devices(), registrations.registered());
        return registrations.underWay() + registrations.notAsked() == 0
                ? registered
                : registered
                        + String.format(
                                Locale.ROOT,
                                ", %,d at their first attempt, %,d not begun",
                                registrations.underWay(),
                                registrations.notAsked());
    }

    private static String undelivered(FleetOutcomes.Undelivered undelivered) {
        if (undelivered.total() == 0) {
            return "0";
        }
        return String.format(
                Locale.ROOT,
                "%,d: %,d not sent, %,d to devices that the storm had dropped, %,d to devices that were disconnected, %,d lost",
                undelivered.total(),
                undelivered.unsent(),
                undelivered.inStorm(),
                undelivered.away(),
                undelivered.lost());
    }

    private static void percentiles(List<String> lines, Percentiles times) {
        if (times.count() > 0) {
            row(
                    lines,
                    "",
                    "p50 %s  p90 %s  p99 %s  p99.9 %s  p99.99 %s  max %s",
                    millis(times.p50()),
                    millis(times.p90()),
                    millis(times.p99()),
                    millis(times.p999()),
                    millis(times.p9999()),
                    millis(times.max()));
        }
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation's library is not on the class path at run time
    private static void row(List<String> lines, String name, String format, Object... values) {
        lines.add(String.format(Locale.ROOT, "  %-15s", name) + String.format(Locale.ROOT, format, values));
    }

    private static double rate(long count, double seconds) {
        return seconds <= 0 ? 0 : count / seconds;
    }

    static String millis(long micros) {
        double millis = micros / 1000.0;
        return String.format(Locale.ROOT, millis < 10 ? "%.2f ms" : millis < 100 ? "%.1f ms" : "%,.0f ms", millis);
    }

    /**
     * Formats a result as JSON.
     *
     * @param result the result
     * @return a JSON object, in one line
     */
    public static String json(FleetResult result) {
        ObjectNode json = JsonMapper.builder().build().createObjectNode();
        json.put("interrupted", result.interrupted());
        FleetResult.Registrations registrations = result.registrations();
        ObjectNode registered = json.putObject("registrations")
                .put("devices", registrations.devices())
                .put("registered", registrations.registered())
                .put("underWay", registrations.underWay())
                .put("notAsked", registrations.notAsked())
                .put("seconds", registrations.seconds())
                .put("perSecond", registrations.perSecond());
        percentiles(registered, "micros", registrations.times());
        deliveries(json.putObject("deliveries"), result.deliveryTotals());
        FleetResult.StormResult stormResult = result.stormResult();
        if (stormResult.happened()) {
            ObjectNode back = json.putObject("storm")
                    .put("dropped", stormResult.dropped())
                    .put("back", stormResult.back())
                    .put("seconds", stormResult.seconds())
                    .put("jitterSeconds", stormResult.jitter())
                    .put("perSecond", stormResult.perSecond());
            percentiles(back, "micros", stormResult.times());
        } else {
            json.putNull("storm");
        }
        FleetResult.Tool tool = result.tool();
        ObjectNode own = json.putObject("tool")
                .put("busyCores", tool.busy())
                .put("cores", tool.cores())
                .put("collectingMillis", tool.collecting());
        if (tool.machine() >= 0) {
            own.put("machineLoad", tool.machine());
        }
        percentiles(own, "lagMicros", tool.lag());
        ObjectNode errors = json.putObject("errors");
        result.errors().forEach(errors::put);
        result.warnings().forEach(json.putArray("warnings")::add);
        return json.toString();
    }

    private static void deliveries(ObjectNode json, FleetResult.DeliveryTotals deliveryTotals) {
        FleetOutcomes outcomes = deliveryTotals.outcomes();
        json.put("planned", outcomes.planned())
                .put("notAsked", outcomes.notAsked())
                .put("asked", outcomes.asked())
                .put("notSent", outcomes.undelivered().unsent())
                .put("sent", outcomes.sent())
                .put("seconds", deliveryTotals.seconds())
                .put("delivered", outcomes.delivered())
                .put("perSecond", rate(outcomes.delivered(), deliveryTotals.deliverySeconds()))
                .put("underWay", outcomes.underWay())
                .put("undelivered", outcomes.undelivered().total())
                .put("inStorm", outcomes.undelivered().inStorm())
                .put("away", outcomes.undelivered().away())
                .put("lost", outcomes.undelivered().lost())
                .put("duplicates", deliveryTotals.faults().duplicates())
                .put("outOfOrder", deliveryTotals.faults().disordered())
                .put("misdelivered", deliveryTotals.faults().misdelivered())
                .put("foreign", deliveryTotals.faults().foreign());
        percentiles(json, "micros", deliveryTotals.latency());
        ReceiptTotals receipts = deliveryTotals.receipts();
        if (receipts == null) {
            json.putNull("receipts");
        } else {
            receipts(json.putObject("receipts"), receipts);
        }
    }

    private static void receipts(ObjectNode json, ReceiptTotals receipts) {
        receipts.told().forEach(json.putObject("told")::put);
        json.put("falselyDelivered", receipts.faults().falselyDelivered())
                .put("falselyNotDelivered", receipts.faults().falselyNotDelivered())
                .put("missing", receipts.faults().missing())
                .put("doubled", receipts.faults().doubled())
                .put("outOfOrder", receipts.faults().disordered())
                .put("connectionLost", receipts.lost())
                .put("underWay", receipts.pending());
    }

    private static void percentiles(ObjectNode json, String name, Percentiles times) {
        if (times.count() == 0) {
            json.putNull(name);
            return;
        }
        json.putObject(name)
                .put("p50", times.p50())
                .put("p90", times.p90())
                .put("p99", times.p99())
                .put("p999", times.p999())
                .put("p9999", times.p9999())
                .put("max", times.max());
    }
}
