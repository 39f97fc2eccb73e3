package io.tidewatch.processors.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.schemas.MembershipState;
import io.tidewatch.schemas.QuerierState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Segments, their groups and members, now and at any time that is kept. */
final class MembershipEndpoint {
    private static final String GROUP = "group";

    private final Function<Scope, MembershipAnswers> state;
    private final Supplier<Instant> clock;

    MembershipEndpoint(Function<Scope, MembershipAnswers> state, Supplier<Instant> clock) {
        this.state = state;
        this.clock = clock;
    }

    Object segments(Parameters parameters, Scope scope) {
        Slice slice = parameters.slice();
        Instant now = clock.get();
        List<SegmentSummary> items = slice.of(state.apply(scope).segments(), Segment::segment,
            Comparator.naturalOrder()).stream().map(segment -> SegmentSummary.of(segment, now)).toList();
        return Page.ofSegments(now, items, slice);
    }

    Object groups(Parameters parameters, Scope scope) {
        MembershipAnswers answers = state.apply(scope);
        Moment moment = moment(answers, parameters);
        Slice slice = parameters.slice();
        return page(answers, moment, groups(parameters, answers, moment, slice), slice, MembershipState::getGroup);
    }

    /** The same of all segments; of those only where the host was, if one is asked for. */
    Object groupsOfAll(Parameters parameters, Scope scope) {
        MembershipAnswers answers = state.apply(scope);
        Instant now = clock.get();
        Instant asOf = parameters.time(Param.AS_OF);
        String only = parameters.text(Param.SEGMENT);
        String member = parameters.hostOf(Param.MEMBER);
        Set<String> where = member == null ? null : answers.host(member, Instant.EPOCH, Instant.MAX).stream()
            .map(Stay::segment).collect(Collectors.toSet());
        EachSegment each = new EachSegment(answers, parameters.slice(), segment -> Moment.of(segment, asOf, now));
        return each.page(asOf == null ? now : asOf, segment -> (only == null || segment.segment().equals(only))
            && (where == null || where.contains(segment.segment())),
            group -> EachSegment.key(group.getSegment(), group.getGroup()),
            (segment, slice) -> groups(parameters, answers, Moment.of(segment, asOf, now), slice));
    }

    /** Those of one segment, one more than the limit if there are. */
    private static List<MembershipState> groups(Parameters parameters, MembershipAnswers answers, Moment moment,
                                                Slice slice) {
        Filters filters = Filters.of(parameters);
        String member = parameters.hostOf(Param.MEMBER);
        return member == null ? answers.groups(moment.segment().segment(), moment.asOf(), filters::test,
            slice.andOneMore()) : groupsOf(member, answers, moment, filters, slice);
    }

    /** From where the host is: most groups of the segment need not be looked at. */
    private static List<MembershipState> groupsOf(String host, MembershipAnswers answers, Moment moment,
                                                  Filters filters, Slice slice) {
        String segment = moment.segment().segment();
        TreeSet<String> names = new TreeSet<>();
        for (Stay stay : answers.host(host, moment.asOf(), moment.asOf())) {
            if (stay.segment().equals(segment)
                    && (slice.after() == null || stay.group().compareTo(slice.after()) > 0)) {
                names.add(stay.group());
            }
        }
        List<MembershipState> groups = new ArrayList<>();
        for (String name : names) {
            MembershipState group = groups.size() > slice.limit() ? null : answers.group(segment, name, moment.asOf());
            if (group != null && filters.test(group)) {
                groups.add(group);
            }
        }
        return groups;
    }

    Object group(Parameters parameters, Scope scope) {
        MembershipAnswers answers = state.apply(scope);
        Moment moment = moment(answers, parameters);
        return standing(Json.object(required(answers, moment, parameters.address(GROUP))), answers, moment);
    }

    Object members(Parameters parameters, Scope scope) {
        MembershipAnswers answers = state.apply(scope);
        Moment moment = moment(answers, parameters);
        Slice slice = parameters.slice();
        Filters filters = Filters.of(parameters);
        String group = required(answers, moment, parameters.address(GROUP)).getGroup();
        return page(answers, moment, answers.members(moment.segment().segment(), group, moment.asOf(), filters::test,
            slice.andOneMore()), slice, member -> Who.of(member.getHost(), member.getMac()));
    }

    Object history(Parameters parameters, Scope scope) {
        MembershipAnswers answers = state.apply(scope);
        Moment moment = Moment.of(segment(answers, parameters), null, clock.get());
        Span span = Span.of(parameters, moment.asOf());
        List<Stay> stays = answers.history(moment.segment().segment(), parameters.address(GROUP), span.from(),
            span.to());
        return page(answers, moment, Span.page(stays, Filters.of(parameters), parameters.slice()), parameters.slice(),
            Span::key);
    }

    Object querier(Parameters parameters, Scope scope) {
        MembershipAnswers answers = state.apply(scope);
        Moment moment = Moment.of(segment(answers, parameters), null, clock.get());
        QuerierState querier = answers.querier(moment.segment().segment());
        if (querier == null) {
            throw Problem.notFound("No query was heard on segment " + moment.segment().segment() + ".");
        }
        return standing(Json.object(querier), answers, moment);
    }

    Object queriers(Parameters parameters, Scope scope) {
        MembershipAnswers answers = state.apply(scope);
        Slice slice = parameters.slice();
        Instant now = clock.get();
        List<QuerierState> items = new ArrayList<>();
        List<Standing> segments = new ArrayList<>();
        for (Segment segment : answers.segments()) {
            String name = segment.segment();
            QuerierState querier = items.size() > slice.limit() || slice.after() != null
                && name.compareTo(slice.after()) <= 0 ? null : answers.querier(name);
            if (querier != null) {
                items.add(querier);
                if (items.size() <= slice.limit()) {
                    segments.add(standing(answers, name, null, now));
                }
            }
        }
        return Page.across(now, items, slice, QuerierState::getSegment, segments);
    }

    Object host(Parameters parameters, Scope scope) {
        MembershipAnswers answers = state.apply(scope);
        Instant asOf = parameters.time(Param.AS_OF);
        Span span = asOf == null ? Span.of(parameters, Instant.MAX) : Span.at(parameters, asOf);
        Slice slice = parameters.slice();
        List<Stay> stays = Span.page(answers.host(parameters.host("address"), span.from(), span.to()),
            Filters.of(parameters), slice);
        Instant now = clock.get();
        TreeMap<String, Standing> segments = new TreeMap<>();
        for (Stay stay : stays.subList(0, Math.min(stays.size(), slice.limit()))) {
            segments.computeIfAbsent(stay.segment(), name -> standing(answers, name, asOf, now));
        }
        return Page.across(asOf == null ? now : asOf, stays, slice, Span::key, segments.values());
    }

    /** Of a segment of several: what is asked of all need not have come on each. */
    private static Standing standing(MembershipAnswers answers, String name, Instant asOf, Instant now) {
        Segment segment = answers.segment(name);
        Moment moment = asOf == null ? Moment.of(segment, null, now) : new Moment(segment, asOf);
        return moment.standing(answers.coverage(name, moment.asOf()));
    }

    private static ObjectNode standing(ObjectNode answer, MembershipAnswers answers, Moment moment) {
        ObjectNode standing = Json.object(moment.standing(answers.coverage(moment.segment().segment(),
            moment.asOf())));
        if (answer.has("coverage")) {
            standing.remove("coverage");
        }
        return answer.setAll(standing);
    }

    private static <T> Page<T> page(MembershipAnswers answers, Moment moment, List<T> items, Slice slice,
                                    Function<T, String> key) {
        return Page.of(moment.standing(answers.coverage(moment.segment().segment(), moment.asOf())), items, slice, key);
    }

    private Moment moment(MembershipAnswers answers, Parameters parameters) {
        return Moment.of(segment(answers, parameters), parameters.time(Param.AS_OF), clock.get());
    }

    /** The segment of the path. */
    static Segment segment(MembershipAnswers answers, Parameters parameters) {
        String name = parameters.segment();
        Segment segment = answers.segment(name);
        if (segment == null) {
            throw Problem.notFound("There is no segment " + name + "; /api/v1/segments lists them.");
        }
        return segment;
    }

    private static MembershipState required(MembershipAnswers answers, Moment moment, String group) {
        MembershipState found = answers.group(moment.segment().segment(), group, moment.asOf());
        if (found == null) {
            throw Problem.notFound("Group " + group + " has no members on segment " + moment.segment().segment()
                + " as of " + Json.time(moment.asOf()) + ".");
        }
        return found;
    }
}
