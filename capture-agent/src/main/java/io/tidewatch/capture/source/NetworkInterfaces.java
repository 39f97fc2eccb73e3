package io.tidewatch.capture.source;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface;
import org.pcap4j.core.Pcaps;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The network interfaces of this machine, or of the network namespace that the process is in. */
public final class NetworkInterfaces {
    private static final Logger LOG = LoggerFactory.getLogger(NetworkInterfaces.class);
    /** Of the thread, for a thread may have a network namespace of its own. */
    private static final Path KNOWN = Path.of("/proc/thread-self/net/dev");
    private static final int HEADER_LINES = 2;
    private static final int SMALL_SNAP = 128;
    private static final int SMALL_BUFFER = 1 << 16;

    private NetworkInterfaces() {
    }

    /**
     * One interface.
     *
     * @param up it is switched on
     * @param running it has a carrier too
     * @param addresses IP addresses, without zones
     * @param linkType what libpcap calls the link type, such as EN10MB; null where it can't be captured on
     * @param refusal why this process can't capture on it; null when it can
     */
    public record Listed(String name, boolean up, boolean running, boolean loopback, List<InetAddress> addresses,
                         String linkType, LiveCaptureException refusal) {
    }

    /** Which libpcap there is. @throws LiveCaptureException when there is none */
    public static String libpcap() throws LiveCaptureException {
        try {
            return Pcaps.libVersion();
        } catch (LinkageError e) {
            throw noLibpcap(e);
        }
    }

    static LiveCaptureException noLibpcap(LinkageError e) {
        return new LiveCaptureException(LiveCaptureException.Reason.NO_LIBPCAP, "libpcap can't be loaded", List.of(),
            e);
    }

    /** All of them, by name; each is opened for a moment to know whether that is allowed. */
    public static List<Listed> list() throws LiveCaptureException {
        List<Listed> all = new ArrayList<>();
        try {
            Set<String> known = known();
            for (PcapNetworkInterface found : Pcaps.findAllDevs()) {
                // libpcap also lists sources that are no network interfaces.
                if (known.contains(found.getName())) {
                    all.add(listed(found));
                }
            }
        } catch (PcapNativeException | IOException e) {
            throw new LiveCaptureException(LiveCaptureException.Reason.OTHER, "the interfaces can't be listed: "
                + e.getMessage(), List.of(), e);
        } catch (LinkageError e) {
            throw noLibpcap(e);
        }
        all.sort((a, b) -> a.name().compareTo(b.name()));
        return all;
    }

    /** Their names, without libpcap. */
    static Set<String> known() throws IOException {
        Set<String> names = new TreeSet<>();
        Files.readAllLines(KNOWN).stream().skip(HEADER_LINES).map(line -> line.strip().replaceFirst(":\\s.*|:$", ""))
            .forEach(names::add);
        return names;
    }

    /** The same; empty where the system does not tell. */
    static List<String> names() {
        try {
            return List.copyOf(known());
        } catch (IOException e) {
            LOG.debug("this system does not list its interfaces", e);
            return List.of();
        }
    }

    /** Whether it is sure that neither the system nor libpcap, which has some of its own, knows a source so named. */
    static boolean absent(String name) {
        List<String> names = names();
        try {
            return !names.isEmpty() && !names.contains(name) && Pcaps.getDevByName(name) == null;
        } catch (PcapNativeException e) {
            LOG.debug("libpcap does not list its interfaces", e);
            return false;
        }
    }

    private static Listed listed(PcapNetworkInterface found) {
        List<InetAddress> addresses = new ArrayList<>();
        found.getAddresses().forEach(each -> {
            if (each.getAddress() != null) {
                addresses.add(each.getAddress());
            }
        });
        try (LiveInterface opened = LiveInterface.open(new LiveInterface.Settings(found.getName(), SMALL_SNAP,
                SMALL_BUFFER, new LiveInterface.Delivery(1, false), false, false, LiveInterface.Selection.BUILT_IN))) {
            return listed(found, addresses, opened.linkName(), null);
        } catch (LiveCaptureException e) {
            return listed(found, addresses, null, e);
        }
    }

    private static Listed listed(PcapNetworkInterface found, List<InetAddress> addresses, String linkType,
                                 LiveCaptureException refusal) {
        return new Listed(found.getName(), found.isUp(), found.isRunning(), found.isLoopBack(), addresses, linkType,
            refusal);
    }
}
