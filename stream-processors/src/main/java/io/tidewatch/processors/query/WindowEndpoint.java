package io.tidewatch.processors.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.processors.membership.MemberWindow;
import io.tidewatch.schemas.AddressFamily;
import io.tidewatch.schemas.Coverage;
import io.tidewatch.schemas.MembershipWindow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Statistics of a group by minute and hour, computed from its stays: of every window, also where nothing happened. */
final class WindowEndpoint {
    private final Function<Scope, MembershipAnswers> state;
    private final Supplier<Instant> clock;

    WindowEndpoint(Function<Scope, MembershipAnswers> state, Supplier<Instant> clock) {
        this.state = state;
        this.clock = clock;
    }

    Object windows(Parameters parameters, Scope scope) {
        MembershipAnswers answers = state.apply(scope);
        Segment segment = MembershipEndpoint.segment(answers, parameters);
        Moment moment = Moment.of(segment, null, clock.get());
        Slice slice = parameters.slice();
        WindowRange range = WindowRange.of(parameters, moment.asOf(), slice.limit(), slice.after(), slice.limit() + 1);
        List<ObjectNode> items = range.count() == 0 ? List.of() : windows(answers, moment, parameters.address("group"),
            range);
        return Page.of(moment.standing(answers.coverage(segment.segment(), moment.asOf())), items, slice,
            item -> Slice.sortable(Instant.parse(item.path("window_start").asText())));
    }

    private static List<ObjectNode> windows(MembershipAnswers answers, Moment moment, String group,
                                            WindowRange range) {
        String segment = moment.segment().segment();
        Span span = range.span();
        List<Stay> stays = answers.history(segment, group, span.from().minusMillis(1), span.to());
        List<Stay> others = new ArrayList<>();
        Windows.leavers(stays, span).forEach((host, first) -> answers.host(host, first.minusMillis(1),
            span.to().plusMillis(MemberWindow.ZAP_LIMIT_MS)).stream().filter(stay -> stay.segment().equals(segment)
                && !stay.group().equals(group)).forEach(others::add));
        Windows windows = new Windows(stays, others);
        List<ObjectNode> items = new ArrayList<>();
        for (int i = 0; i < range.count(); i++) {
            long start = range.first() + i * range.sizeMs();
            long known = range.knownEnd(start);
            Windows.Counts counts = windows.over(start, known);
            ObjectNode item = Json.object(record(moment, group, start, start + range.sizeMs(), counts,
                coverage(answers, segment, start, known)));
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
        Instant until = Instant.ofEpochMilli(end);
        return MembershipWindow.newBuilder().setSegment(moment.segment().segment()).setGroup(group)
            .setFamily(group.indexOf(':') < 0 ? AddressFamily.IPV4 : AddressFamily.IPV6)
            .setWindowStart(Instant.ofEpochMilli(start)).setWindowEnd(until)
            .setSizeS((int) ((end - start) / 1000)).setJoins(window.joins()).setLeaves(window.leaves())
            .setExpiries(window.expiries()).setMembersMin(window.least()).setMembersMax(window.most())
            .setMembersLast(window.last()).setMembersMean(window.mean()).setZaps(window.zaps())
            .setZapMeanMs(window.zaps() == 0 ? null : (double) window.zapMs() / window.zaps())
            .setZapMaxMs(window.zaps() == 0 ? null : window.longestZapMs())
            .setCoverage(coverage).setFinal$(moment.segment().settled(until, window.leaves())).build();
    }
}
