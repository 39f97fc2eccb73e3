package io.tidewatch.processors.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.processors.membership.MemberWindow;
import io.tidewatch.schemas.AddressFamily;
import io.tidewatch.schemas.Coverage;
import io.tidewatch.schemas.MembershipWindow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** Statistics of a group by minute and hour, computed from its stays: of every window, also where nothing happened. */
final class WindowEndpoint {
    private static final Map<String, Integer> SIZES_S = Map.of("1m", 60, "1h", 3600);

    private final Function<Scope, MembershipAnswers> state;
    private final Supplier<Instant> clock;

    WindowEndpoint(Function<Scope, MembershipAnswers> state, Supplier<Instant> clock) {
        this.state = state;
        this.clock = clock;
    }

    /**
     * The windows asked for.
     *
     * @param sizeMs length of each
     * @param first start of the first, a multiple of the length
     * @param count how many
     * @param known until when the state is known
     */
    private record Wanted(long sizeMs, long first, int count, long known) {
        /** The time of all of them. */
        Span span() {
            return new Span(Instant.ofEpochMilli(first), Instant.ofEpochMilli(Math.min(known,
                first + sizeMs * count)));
        }
    }

    Object windows(Parameters parameters, Scope scope) {
        MembershipAnswers answers = state.apply(scope);
        String name = parameters.segment();
        Segment segment = answers.segment(name);
        if (segment == null) {
            throw Problem.notFound("There is no segment " + name + "; /api/v1/segments lists them.");
        }
        Moment moment = Moment.of(segment, null, clock.get());
        Slice slice = parameters.slice();
        Wanted wanted = wanted(parameters, moment, slice);
        List<ObjectNode> items = wanted.count() == 0 ? List.of() : windows(answers, moment, parameters.address("group"),
            wanted);
        return Page.of(moment.standing(answers.coverage(name, moment.asOf())), items, slice,
            item -> Slice.sortable(Instant.parse(item.path("window_start").asText())));
    }

    private static Wanted wanted(Parameters parameters, Moment moment, Slice slice) {
        String size = parameters.text(Param.SIZE) == null ? "1m" : parameters.text(Param.SIZE);
        if (!SIZES_S.containsKey(size)) {
            throw Problem.badRequest("size is " + Parameters.printable(size) + ", but can only be 1m or 1h.");
        }
        long sizeMs = SIZES_S.get(size) * 1000L;
        Instant to = parameters.time(Param.TO);
        long known = moment.asOf().toEpochMilli();
        long until = Math.min(known, to == null ? known : to.toEpochMilli());
        Instant from = parameters.time(Param.FROM);
        long first = aligned(from == null ? until - (slice.limit() - 1) * sizeMs : from.toEpochMilli(), sizeMs);
        if (from != null && to != null && from.isAfter(to)) {
            throw Problem.badRequest("from (" + Json.time(from) + ") lies behind to (" + Json.time(to) + ").");
        }
        if (slice.after() != null) {
            if (!slice.after().matches("[0-9]{15}")) {
                throw Problem.badRequest("cursor is none that an answer of this list gave.");
            }
            first = Math.max(first, aligned(Long.parseLong(slice.after()), sizeMs) + sizeMs);
        }
        long count = Math.max(0, Math.min(slice.limit() + 1L, Math.floorDiv(until - first, sizeMs) + 1));
        return new Wanted(sizeMs, first, (int) count, known);
    }

    private static long aligned(long time, long sizeMs) {
        return Math.max(0, Math.floorDiv(time, sizeMs) * sizeMs);
    }

    private static List<ObjectNode> windows(MembershipAnswers answers, Moment moment, String group, Wanted wanted) {
        String segment = moment.segment().segment();
        Span span = wanted.span();
        List<Stay> stays = answers.history(segment, group, span.from().minusMillis(1), span.to());
        List<Stay> others = new ArrayList<>();
        Windows.leavers(stays, span).forEach((host, first) -> answers.host(host, first.minusMillis(1),
            span.to().plusMillis(MemberWindow.ZAP_LIMIT_MS)).stream().filter(stay -> stay.segment().equals(segment)
                && !stay.group().equals(group)).forEach(others::add));
        Windows windows = new Windows(stays, others);
        List<ObjectNode> items = new ArrayList<>();
        for (int i = 0; i < wanted.count(); i++) {
            long start = wanted.first() + i * wanted.sizeMs();
            long end = start + wanted.sizeMs();
            if (start >= wanted.known()) {
                break;
            }
            Windows.Counts counts = windows.over(start, Math.min(end, wanted.known()));
            ObjectNode item = Json.object(record(moment, group, start, end, counts, coverage(answers, segment, start,
                Math.min(end, wanted.known()))));
            item.put("tracking", counts.tracking().name());
            items.add(item);
        }
        return items;
    }

    private static Coverage coverage(MembershipAnswers answers, String segment, long start, long end) {
        Coverage first = answers.coverage(segment, Instant.ofEpochMilli(start));
        Coverage last = answers.coverage(segment, Instant.ofEpochMilli(end));
        return first.compareTo(last) < 0 ? first : last;
    }

    private static MembershipWindow record(Moment moment, String group, long start, long end, Windows.Counts counts,
                                           Coverage coverage) {
        MemberWindow window = counts.window();
        Instant watermark = moment.segment().watermark();
        boolean settled = watermark != null
            && watermark.toEpochMilli() >= end + (window.leaves() > 0 ? MemberWindow.ZAP_LIMIT_MS : 0);
        return MembershipWindow.newBuilder().setSegment(moment.segment().segment()).setGroup(group)
            .setFamily(group.indexOf(':') < 0 ? AddressFamily.IPV4 : AddressFamily.IPV6)
            .setWindowStart(Instant.ofEpochMilli(start)).setWindowEnd(Instant.ofEpochMilli(end))
            .setSizeS((int) ((end - start) / 1000)).setJoins(window.joins()).setLeaves(window.leaves())
            .setExpiries(window.expiries()).setMembersMin(window.least()).setMembersMax(window.most())
            .setMembersLast(window.last()).setMembersMean(window.mean()).setZaps(window.zaps())
            .setZapMeanMs(window.zaps() == 0 ? null : (double) window.zapMs() / window.zaps())
            .setZapMaxMs(window.zaps() == 0 ? null : window.longestZapMs())
            .setCoverage(coverage).setFinal$(settled).build();
    }
}
