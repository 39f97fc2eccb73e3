package io.tidewatch.processors.storm;

import io.tidewatch.processors.storm.SpaceSaving.Keys;
import java.util.Arrays;
import java.util.List;

/**
 * What a set of messages looks like, in bounded memory: the features that causes are told apart by. Shares are of all
 * messages, 0 to 1; those of addresses, prefixes and ports are of the messages that one value is known of.
 */
final class Profile {
    private static final int TOP = 64;
    private static final int FEW = 16;
    private static final int LOW_TTL = 1;
    private static final int TRACEROUTE_FIRST = 33_434;
    private static final int TRACEROUTE_LAST = 33_534;
    private static final int MTU_V4 = 576;
    private static final int MTU_V6 = 1280;
    private static final int[] AMPLIFIERS = {17, 19, 53, 69, 111, 123, 137, 161, 389, 1900, 3702, 5353, 11_211};

    /**
     * Which yes-or-no features are counted; QUOTED is that one flow is quoted. The order is part of the persisted form.
     */
    enum Mark {
        TIME_EXCEEDED, UNREACHABLE, PORT, PROHIBITED, NET_OR_HOST, TOO_BIG, REDIRECT, SOURCE_QUENCH, REASSEMBLY,
        PARAMETER_PROBLEM, QUOTED, LOW_TTL, UDP, TCP, ECHO, MULTICAST, TRACEROUTE_PORT, AMPLIFIER_PORT,
        SELF_REPORTED, MTU_BELOW_MINIMUM, ECHO_REQUEST, ECHO_REPLY, QUERY, REPORT
    }

    final SpaceSaving reporters;
    final SpaceSaving receivers;
    final SpaceSaving sources;
    final SpaceSaving destinations;
    final SpaceSaving prefixes;
    final SpaceSaving ports;
    final SpaceSaving sourcePorts;
    final SpaceSaving kinds;
    final SpaceSaving mtus;
    final SpaceSaving gateways;
    final DistinctCount reporterCount;
    final DistinctCount receiverCount;
    final DistinctCount sourceCount;
    final DistinctCount destinationCount;
    final DistinctCount prefixCount;
    final DistinctCount portCount;
    final DistinctCount flowCount;
    private final long[] marks = new long[Mark.values().length];
    private long count;
    private double lengthSum;
    private double lengthSquares;
    private int kindType;
    private int kindCode;
    private String kindName;
    private String kind;

    Profile() {
        this(new StateInput(new byte[0]), true);
    }

    private Profile(StateInput in, boolean empty) {
        reporters = sketch(in, Keys.TEXT, TOP, empty);
        receivers = sketch(in, Keys.TEXT, TOP, empty);
        sources = sketch(in, Keys.TEXT, TOP, empty);
        destinations = sketch(in, Keys.TEXT, TOP, empty);
        prefixes = sketch(in, Keys.TEXT, FEW, empty);
        ports = sketch(in, Keys.NUMBER, TOP, empty);
        sourcePorts = sketch(in, Keys.NUMBER, FEW, empty);
        kinds = sketch(in, Keys.TEXT, FEW, empty);
        mtus = sketch(in, Keys.NUMBER, FEW, empty);
        gateways = sketch(in, Keys.TEXT, FEW, empty);
        reporterCount = distinct(in, empty);
        receiverCount = distinct(in, empty);
        sourceCount = distinct(in, empty);
        destinationCount = distinct(in, empty);
        prefixCount = distinct(in, empty);
        portCount = distinct(in, empty);
        flowCount = distinct(in, empty);
    }

    private static SpaceSaving sketch(StateInput in, Keys keys, int capacity, boolean empty) {
        return empty ? new SpaceSaving(keys, capacity) : SpaceSaving.read(in, keys, capacity);
    }

    private static DistinctCount distinct(StateInput in, boolean empty) {
        return empty ? new DistinctCount() : DistinctCount.read(in);
    }

    static Profile of(List<IcmpError> errors) {
        Profile profile = new Profile();
        errors.forEach(profile::add);
        return profile;
    }

    void add(IcmpError error) {
        long weight = error.count();
        count += weight;
        add(error.reporter(), weight, reporters, reporterCount);
        add(error.receiver(), weight, receivers, receiverCount);
        kinds.add(kind(error), weight);
        if (error.mtu() >= 0) {
            mtus.add(error.mtu(), weight);
        }
        if (error.gateway() != null) {
            gateways.add(error.gateway(), weight);
        }
        markClass(error);
        // Routers older than RFC 1191 name none, which is a 0; ICMPv6 has always had the field.
        mark(Mark.MTU_BELOW_MINIMUM, error.family() == Family.IPV4 ? error.mtu() > 0 && error.mtu() < MTU_V4
            : error.mtu() >= 0 && error.mtu() < MTU_V6, weight);
        if (error.quoted() != null) {
            addQuoted(error, error.quoted(), weight);
        }
    }

    /** Most are of the kind of the one before. */
    private String kind(IcmpError error) {
        if (error.type() != kindType || error.code() != kindCode || !error.name().equals(kindName)) {
            kindType = error.type();
            kindCode = error.code();
            kindName = error.name();
            kind = kindType + " " + kindCode + " " + kindName;
        }
        return kind;
    }

    private void markClass(IcmpError error) {
        long weight = error.count();
        switch (error.errorClass()) {
            case TIME_EXCEEDED -> mark(Mark.TIME_EXCEEDED, true, weight);
            case UNREACHABLE -> {
                mark(Mark.UNREACHABLE, true, weight);
                switch (ErrorClass.reach(error.family(), error.code())) {
                    case PORT -> mark(Mark.PORT, true, weight);
                    case PROHIBITED -> mark(Mark.PROHIBITED, true, weight);
                    case NET_OR_HOST -> mark(Mark.NET_OR_HOST, true, weight);
                    case OTHER -> { }
                }
            }
            case TOO_BIG -> mark(Mark.TOO_BIG, true, weight);
            case REDIRECT -> mark(Mark.REDIRECT, true, weight);
            case SOURCE_QUENCH -> mark(Mark.SOURCE_QUENCH, true, weight);
            case REASSEMBLY -> mark(Mark.REASSEMBLY, true, weight);
            case PARAMETER_PROBLEM -> mark(Mark.PARAMETER_PROBLEM, true, weight);
            case ECHO_REQUEST -> mark(Mark.ECHO_REQUEST, true, weight);
            case ECHO_REPLY -> mark(Mark.ECHO_REPLY, true, weight);
            case QUERY -> mark(Mark.QUERY, true, weight);
            case REPORT -> mark(Mark.REPORT, true, weight);
            case OTHER -> { }
        }
    }

    private void addQuoted(IcmpError error, Quoted quoted, long weight) {
        add(quoted.source(), weight, sources, sourceCount);
        add(quoted.destination(), weight, destinations, destinationCount);
        add(quoted.prefix(), weight, prefixes, prefixCount);
        if (quoted.destinationPort() >= 0) {
            ports.add(quoted.destinationPort(), weight);
            portCount.add(Hashing.mix(1, quoted.destinationPort()));
        }
        if (quoted.sourcePort() >= 0) {
            sourcePorts.add(quoted.sourcePort(), weight);
        }
        if (quoted.oneFlow()) {
            flowCount.add(quoted.flow());
            lengthSum += (double) weight * quoted.length();
            lengthSquares += (double) weight * quoted.length() * quoted.length();
            mark(Mark.QUOTED, true, weight);
        }
        mark(Mark.LOW_TTL, quoted.ttl() <= LOW_TTL, weight);
        mark(Mark.UDP, quoted.protocol() == Quoted.UDP, weight);
        mark(Mark.TCP, quoted.protocol() == Quoted.TCP, weight);
        mark(Mark.ECHO, quoted.innerType() == 8 && quoted.protocol() == Quoted.ICMP
            || quoted.innerType() == 128 && quoted.protocol() == Quoted.ICMP6, weight);
        boolean one = !quoted.destination().several();
        mark(Mark.MULTICAST, one && Prefix.multicast(quoted.destination().text()), weight);
        mark(Mark.TRACEROUTE_PORT, quoted.protocol() == Quoted.UDP && quoted.destinationPort() >= TRACEROUTE_FIRST
            && quoted.destinationPort() <= TRACEROUTE_LAST, weight);
        mark(Mark.AMPLIFIER_PORT, quoted.protocol() == Quoted.UDP && amplifier(quoted.destinationPort()), weight);
        mark(Mark.SELF_REPORTED, one && quoted.destination().equals(error.reporter()), weight);
    }

    private static void add(Address value, long weight, SpaceSaving frequent, DistinctCount different) {
        if (!value.several()) {
            frequent.add(value.text(), weight);
            different.add(value.hash());
        }
    }

    private static boolean amplifier(int port) {
        return Arrays.binarySearch(AMPLIFIERS, port) >= 0;
    }

    private void mark(Mark mark, boolean holds, long weight) {
        if (holds) {
            marks[mark.ordinal()] += weight;
        }
    }

    /** Messages. */
    long count() {
        return count;
    }

    double share(Mark mark) {
        return count == 0 ? 0 : (double) marks[mark.ordinal()] / count;
    }

    /** Messages for each different flow; 0 without quotes. */
    double perFlow() {
        long flows = flowCount.count();
        return flows == 0 ? 0 : (double) marks[Mark.QUOTED.ordinal()] / flows;
    }

    /** Messages for each different sender of the failing traffic; 0 without quotes. */
    double perSource() {
        long senders = sourceCount.count();
        return senders == 0 ? 0 : (double) sources.total() / senders;
    }

    /** Mean length of the quoted datagrams, bytes. */
    double meanLength() {
        long quoted = marks[Mark.QUOTED.ordinal()];
        return quoted == 0 ? 0 : lengthSum / quoted;
    }

    /** Standard deviation of the length over its mean. */
    double lengthVariation() {
        long quoted = marks[Mark.QUOTED.ordinal()];
        double mean = meanLength();
        return mean == 0 ? 0 : Math.sqrt(Math.max(0, lengthSquares / quoted - mean * mean)) / mean;
    }

    boolean approximate() {
        return reporterCount.approximate() || receiverCount.approximate() || sourceCount.approximate()
            || destinationCount.approximate() || flowCount.approximate();
    }

    void write(StateOutput out) {
        for (SpaceSaving sketch : List.of(reporters, receivers, sources, destinations, prefixes, ports, sourcePorts,
                kinds, mtus, gateways)) {
            sketch.write(out);
        }
        for (DistinctCount distinct : List.of(reporterCount, receiverCount, sourceCount, destinationCount, prefixCount,
                portCount, flowCount)) {
            distinct.write(out);
        }
        for (long mark : marks) {
            out.number(mark);
        }
        out.number(count);
        out.real(lengthSum);
        out.real(lengthSquares);
    }

    static Profile read(StateInput in) {
        Profile profile = new Profile(in, false);
        for (int i = 0; i < profile.marks.length; i++) {
            profile.marks[i] = in.number();
        }
        profile.count = in.number();
        profile.lengthSum = in.real();
        profile.lengthSquares = in.real();
        return profile;
    }
}
