package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.GroupRecord;
import io.tidewatch.processors.membership.MembershipRules;
import io.tidewatch.processors.membership.Outcome;
import io.tidewatch.processors.membership.QuerierHealth;
import io.tidewatch.processors.membership.QuerierRules;
import io.tidewatch.processors.membership.QuerierTable;
import io.tidewatch.processors.membership.Query;
import io.tidewatch.processors.membership.Reporter;
import java.util.List;

/** Applies a message that was heard to the segment it was heard on, at the segment's time. */
final class Hearing {
    private final MembershipRules rules;
    private final Memberships memberships;
    private final MembershipOutput output;

    Hearing(MembershipRules rules, Memberships memberships, MembershipOutput output) {
        this.rules = rules;
        this.memberships = memberships;
        this.output = output;
    }

    void report(SegmentState segment, GmpMessage.Report report, Occasion occasion) {
        Reporter reporter = report.reporter();
        QuerierTable queriers = segment.queriers(reporter.family());
        QuerierHealth.onReport(segment.troubles(), reporter.family(), queriers, occasion.at());
        for (GroupRecord record : report.records()) {
            GroupEntry group = memberships.group(segment, record, reporter, occasion.at());
            Memberships.Known known = new Memberships.Known(group,
                group == null ? null : memberships.member(segment, record.group(), reporter));
            Outcome outcome = rules.onRecord(known.tracked(), known.hostState(), reporter, record, queriers.timers(),
                segment.groups(), occasion.at());
            memberships.apply(segment, record.group(), known, outcome, occasion);
        }
    }

    void query(SegmentState segment, GmpMessage.Asking asking, Occasion occasion) {
        Query query = asking.query();
        QuerierTable before = segment.queriers(query.family());
        QuerierTable heard = QuerierRules.onQuery(before, query, occasion.at());
        QuerierHealth.onQuery(segment.troubles(), before, heard, query, occasion.at());
        if (segment.queriers(query.family(), heard, occasion.at())) {
            output.queriers(segment, occasion.at());
        }
        if (query.general()) {
            return;
        }
        GroupEntry group = memberships.group(segment, query.group());
        if (group != null) {
            memberships.apply(segment, query.group(), new Memberships.Known(group, null), new Outcome(
                rules.onQuery(group.group(), query, heard.timers(), occasion.at()), null, List.of()), occasion);
        }
    }
}
