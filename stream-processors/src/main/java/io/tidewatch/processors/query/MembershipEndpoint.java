package io.tidewatch.processors.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.tidewatch.schemas.AddressFamily;
import io.tidewatch.schemas.MemberState;
import io.tidewatch.schemas.MembershipState;
import io.tidewatch.schemas.QuerierState;
import java.time.Instant;
import java.util.List;
import java.util.Comparator;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Segments, their groups and members, now and at any time that is kept. */
final class MembershipEndpoint {
    private static final String FAMILY = "family";
    private static final String GROUP = "group";

    private final MembershipAnswers answers;
    private final Supplier<Instant> clock;

    MembershipEndpoint(MembershipAnswers answers, Supplier<Instant> clock) {
        this.answers = answers;
        this.clock = clock;
    }

    Object segments(Context request) {
        Slice slice = Parameters.of(request, Parameters.LIMIT, Parameters.CURSOR).slice();
        return Page.across(clock.get(), slice.of(answers.segments(), Segment::segment, Comparator.naturalOrder()),
            slice, Segment::segment);
    }

    Object groups(Context request) {
        Parameters parameters = Parameters.of(request, Parameters.AS_OF, Parameters.LIMIT, Parameters.CURSOR, FAMILY,
            GROUP);
        Moment moment = moment(parameters);
        Slice slice = parameters.slice();
        Predicate<MembershipState> filter = filter(parameters.word(FAMILY, AddressFamily.class),
            parameters.text(GROUP));
        return page(moment, answers.groups(moment.segment().segment(), moment.asOf(), filter, slice.andOneMore()),
            slice, MembershipState::getGroup);
    }

    private static Predicate<MembershipState> filter(AddressFamily family, String prefix) {
        return group -> (family == null || group.getFamily() == family)
            && (prefix == null || group.getGroup().startsWith(prefix));
    }

    Object group(Context request) {
        Parameters parameters = Parameters.of(request, Parameters.AS_OF);
        Moment moment = moment(parameters);
        ObjectNode answer = Json.object(required(moment, parameters.address(GROUP)));
        answer.put("as_of", Json.time(moment.asOf()));
        answer.put("watermark", moment.segment().watermark() == null ? null : Json.time(moment.segment().watermark()));
        answer.put("final", moment.settled());
        return answer;
    }

    Object members(Context request) {
        Parameters parameters = Parameters.of(request, Parameters.AS_OF, Parameters.LIMIT, Parameters.CURSOR);
        Moment moment = moment(parameters);
        Slice slice = parameters.slice();
        String group = required(moment, parameters.address(GROUP)).getGroup();
        return page(moment, answers.members(moment.segment().segment(), group, moment.asOf(), slice.andOneMore()),
            slice, MemberState::getHost);
    }

    Object history(Context request) {
        Parameters parameters = Parameters.of(request, Parameters.FROM, Parameters.TO, Parameters.LIMIT,
            Parameters.CURSOR);
        Moment moment = Moment.of(segment(parameters), null, clock.get());
        Span span = Span.of(parameters, moment.asOf());
        return page(moment, Span.page(answers.history(moment.segment().segment(), parameters.address(GROUP),
            span.from(), span.to()), parameters.slice()), parameters.slice(), Span::key);
    }

    Object querier(Context request) {
        Parameters parameters = Parameters.of(request);
        String segment = segment(parameters).segment();
        QuerierState querier = answers.querier(segment);
        if (querier == null) {
            throw Problem.notFound("No query was heard on segment " + segment + ".");
        }
        return querier;
    }

    Object host(Context request) {
        Parameters parameters = Parameters.of(request, Parameters.AS_OF, Parameters.FROM, Parameters.TO,
            Parameters.LIMIT, Parameters.CURSOR);
        Instant now = clock.get();
        Instant asOf = parameters.time(Parameters.AS_OF);
        Span span = asOf == null ? Span.of(parameters, Instant.MAX) : Span.at(parameters, asOf);
        return Page.across(asOf == null ? now : asOf, Span.page(answers.host(parameters.address("address"),
            span.from(), span.to()), parameters.slice()), parameters.slice(), Span::key);
    }

    private <T> Page<T> page(Moment moment, List<T> items, Slice slice, Function<T, String> key) {
        return Page.of(moment, answers.coverage(moment.segment().segment(), moment.asOf()), items, slice, key);
    }

    private Moment moment(Parameters parameters) {
        return Moment.of(segment(parameters), parameters.time(Parameters.AS_OF), clock.get());
    }

    private Segment segment(Parameters parameters) {
        String name = parameters.segment();
        Segment segment = answers.segment(name);
        if (segment == null) {
            throw Problem.notFound("There is no segment " + name + "; /api/v1/segments lists them.");
        }
        return segment;
    }

    private MembershipState required(Moment moment, String group) {
        MembershipState found = answers.group(moment.segment().segment(), group, moment.asOf());
        if (found == null) {
            throw Problem.notFound("Group " + group + " has no members on segment " + moment.segment().segment()
                + " as of " + Json.time(moment.asOf()) + ".");
        }
        return found;
    }
}
