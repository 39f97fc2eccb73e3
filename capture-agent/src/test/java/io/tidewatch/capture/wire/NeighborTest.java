package io.tidewatch.capture.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Neighbour discovery: all of it is read and written, and options may be anything. */
class NeighborTest {
    private static final IpAddress TARGET = Packets.ip("2001:db8::77");

    private static OctetString octets(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        return OctetString.copy(bytes, 0, bytes.length);
    }

    private static IcmpMessage message(int type, NeighborDiscovery detail) {
        return new IcmpMessage(6, type, 0, IcmpMessage.ABSENT, IcmpMessage.ABSENT,
            type == Icmp6.REDIRECT ? detail.target() : null, IcmpMessage.ABSENT, IcmpMessage.ABSENT,
            detail.redirected(), List.of(), detail);
    }

    private static Decoded.Icmp decode(IcmpMessage message, byte[] datagram) {
        return (Decoded.Icmp) Packets.decode(Packets.icmp6(255, message, datagram));
    }

    /** A neighbour solicitation with options given in hexadecimal. */
    private static Decoded.Icmp solicitation(String options) {
        byte[] tail = HexFormat.of().parseHex(options.replace(" ", ""));
        byte[] body = Arrays.copyOf(new byte[] {(byte) 0xfe, (byte) 0x80}, 16 + tail.length);
        System.arraycopy(tail, 0, body, 16, tail.length);
        return (Decoded.Icmp) Packets.decode(Packets.icmp6(255, IcmpMessage.of(6, Icmp6.NEIGHBOR_SOLICITATION, 0),
            body));
    }

    private static List<NeighborOption> options(Decoded.Icmp decoded) {
        return ((NeighborDiscovery) decoded.message().detail()).options();
    }

    private static List<NeighborOption> everyOption() {
        return List.of(
            new NeighborOption.LinkAddress(NeighborOption.SOURCE_LINK_ADDRESS, octets("020000000007")),
            new NeighborOption.LinkAddress(NeighborOption.TARGET_LINK_ADDRESS, octets("0200000000000008")),
            new NeighborOption.Prefix(TARGET, 64, 0xe0, 4_294_967_295L, 604_800),
            new NeighborOption.Mtu(9000),
            new NeighborOption.Route(IpAddress.ANY_V6, 0, 1, 600, 1),
            new NeighborOption.Route(Packets.ip("2001:db8::"), 48, 3, 0, 2),
            new NeighborOption.Route(TARGET, 128, 0, 4_294_967_295L, 3),
            new NeighborOption.DnsServers(1800, List.of(TARGET, Packets.ROUTER6)),
            new NeighborOption.DnsSearch(1800, octets("076578616d706c6503636f6d00000000 036c616e00000000")),
            new NeighborOption.Other(14, octets("a1a2a3a4a5a6")));
    }

    @Test
    void everyMessageWithEveryOptionIsReadAndWritten() {
        NeighborDiscovery.Router router = new NeighborDiscovery.Router(64, 1800, 30_000, 4_294_967_295L);
        byte[] datagram = Packets.udp6(Packets.ip("2001:db8::5"), 40_000, 53);
        List<NeighborOption> redirected = new ArrayList<>(everyOption());
        redirected.add(3, new NeighborOption.Redirected(IcmpMessages.QUOTED6));
        for (IcmpMessage message : List.of(
            message(133, new NeighborDiscovery(IcmpMessage.ABSENT, null, null, null, everyOption())),
            message(134, new NeighborDiscovery(0xfc, null, null, router, everyOption())),
            message(135, new NeighborDiscovery(IcmpMessage.ABSENT, TARGET, null, null, everyOption())),
            message(136, new NeighborDiscovery(0xe0, TARGET, null, null, everyOption())),
            message(137, new NeighborDiscovery(IcmpMessage.ABSENT, Packets.ROUTER6, TARGET, null, redirected)))) {
            Decoded.Icmp decoded = decode(message, datagram);
            assertThat(decoded.message()).isEqualTo(message);
            assertThat(decoded.envelope().anomalies()).isEmpty();
        }
    }

    @Test
    void flagsOfAnAdvertisementAreItsBits() {
        for (int flags = 0; flags < 256; flags++) {
            NeighborDiscovery neighbour = new NeighborDiscovery(flags, TARGET, null, null, List.of());
            IcmpMessage message = message(136, neighbour);
            assertThat(decode(message, new byte[0]).message()).isEqualTo(message);
            assertThat(neighbour.is(NeighborDiscovery.Flag.ROUTER)).isEqualTo((flags & 0x80) != 0);
            assertThat(neighbour.is(NeighborDiscovery.Flag.SOLICITED)).isEqualTo((flags & 0x40) != 0);
            assertThat(neighbour.is(NeighborDiscovery.Flag.OVERRIDE)).isEqualTo((flags & 0x20) != 0);
            assertThat(neighbour.preference()).isEqualTo((flags & 0x18) >> 3);
        }
    }

    @Test
    void anOptionOfImpossibleLengthEndsTheOptionsOnly() {
        String mtu = "0501 0000 000005dc";
        for (String bad : List.of("0100 020000000007", "01", "05ff 0000 000005dc", "0302 40c0 00000000")) {
            Decoded.Icmp decoded = solicitation(mtu + bad);
            assertThat(decoded.envelope().anomalies()).as(bad).containsExactly(Defect.ICMP6_OPTION_LENGTH);
            assertThat(options(decoded)).as(bad).containsExactly(new NeighborOption.Mtu(1500));
        }
    }

    @Test
    void anOptionThatIsNotAsLongAsItsTypeDemandsIsKeptRaw() {
        for (String bad : List.of("0301 40c0 00000000", "0502 0000 000005dc 0000000000000000",
            "1801 3000 00000e10", "1802 8000 00000e10 20010db800000000", "1902 0000 00000e10 0000000000000000",
            "1901 0000 00000e10", "1f01 0000 00000e10", "0304 81c0" + "00".repeat(28))) {
            Decoded.Icmp decoded = solicitation(bad);
            assertThat(decoded.envelope().anomalies()).as(bad).containsExactly(Defect.ICMP6_OPTION_LENGTH);
            assertThat(options(decoded)).as(bad).containsExactly(new NeighborOption.Other(
                Integer.parseInt(bad.substring(0, 2), 16), octets(bad.replace(" ", "").substring(4))));
        }
    }

    @Test
    void everyOptionTypeIsAValue() {
        for (int type = 0; type < 256; type++) {
            for (int units = 1; units < 6; units++) {
                Decoded.Icmp decoded = solicitation(String.format("%02x%02x", type, units)
                    + "00".repeat(units * 8 - 2));
                assertThat(options(decoded)).hasSize(1);
                assertThat(options(decoded).get(0).type()).isEqualTo(type);
            }
        }
    }

    @Test
    void whatTheSnapLengthCutIsNotHeldAgainstTheSender() {
        byte[] frame = Packets.icmp6(255, message(135, new NeighborDiscovery(IcmpMessage.ABSENT, TARGET, null, null,
            everyOption())), new byte[0]);
        int options = Ethernet.LENGTH + Ipv6.LENGTH + 24;
        for (int length = options; length < frame.length; length++) {
            Decoded.Icmp decoded = (Decoded.Icmp) new PacketDecoder().decode(LinkType.ETHERNET, frame, 0, length,
                frame.length);
            assertThat(options(decoded)).isEqualTo(everyOption().subList(0, options(decoded).size()));
            assertThat(decoded.envelope().checksum()).isEqualTo(Checksum.Verdict.UNVERIFIABLE);
        }
    }

    @Test
    void routersAndTargetsMustBeOfTheLink() {
        NeighborDiscovery routers = new NeighborDiscovery(0, null, null, new NeighborDiscovery.Router(0, 0, 0, 0),
            List.of());
        byte[] frame = Packets.icmp6(255, message(134, routers), new byte[0]);
        Packets.ip("2001:db8::1").write(frame, Ethernet.LENGTH + Ipv6.SOURCE);
        assertThat(Packets.envelope(Packets.decode(frame)).anomalies()).contains(Defect.ICMP6_SOURCE);
        NeighborDiscovery group = new NeighborDiscovery(IcmpMessage.ABSENT, Packets.ip("ff02::1"), null, null,
            List.of());
        assertThat(decode(message(135, group), new byte[0]).envelope().anomalies())
            .containsExactly(Defect.ICMP6_TARGET);
    }

    @Test
    void namesOfASearchListActOnNothing() {
        assertThat(new NeighborOption.DnsSearch(1, octets("036c616e00 02411b00 0000")).domains())
            .containsExactly("lan", "A\\027");
        assertThat(new NeighborOption.DnsSearch(1, octets("01 2e 00 c0 00 03 6c 61")).domains())
            .containsExactly("\\046");
        assertThat(new NeighborOption.DnsSearch(1, octets("")).domains()).isEmpty();
        assertThat(new NeighborOption.DnsSearch(1, octets("036c616e")).domains()).isEmpty();
        long seed = 31;
        Random random = new Random(seed);
        for (int round = 0; round < 10_000; round++) {
            byte[] noise = new byte[random.nextInt(64)];
            random.nextBytes(noise);
            for (String name : new NeighborOption.DnsSearch(1, OctetString.copy(noise, 0, noise.length)).domains()) {
                assertThat(name).as("seed %d", seed).matches("[A-Za-z0-9_.\\\\-]+").hasSizeLessThan(4 * 64);
            }
        }
    }
}
