package io.tidewatch.capture.source;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.Pcaps;

/**
 * A pair of virtual Ethernet interfaces in a network namespace of its own, which the calling thread enters for good:
 * run it in a thread that ends with the test.
 */
final class Wire implements AutoCloseable {
    static final String NEAR = "twnear";
    static final String FAR = "twfar";

    private static final int CLONE_NEWNET = 0x40000000;

    private final String namespace;
    private final PcapHandle sender;

    /** The two calls that Java has no word for. */
    public interface Kernel extends Library {
        int open(String path, int flags);

        int setns(int descriptor, int kind);

        int close(int descriptor);
    }

    Wire() throws IOException, PcapNativeException {
        namespace = "twcapture" + ProcessHandle.current().pid();
        run("ip", "netns", "add", namespace);
        run("ip", "-n", namespace, "link", "add", NEAR, "type", "veth", "peer", "name", FAR);
        // Without this the kernel's own neighbour discovery would be on the wire as well.
        run("ip", "netns", "exec", namespace, "sh", "-c",
            "echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6");
        run("ip", "-n", namespace, "link", "set", NEAR, "up");
        run("ip", "-n", namespace, "link", "set", FAR, "up");
        enter();
        sender = new PcapHandle.Builder(NEAR).build();
    }

    private void enter() {
        Kernel kernel = Native.load("c", Kernel.class);
        int descriptor = kernel.open("/var/run/netns/" + namespace, 0);
        int failed = kernel.setns(descriptor, CLONE_NEWNET);
        kernel.close(descriptor);
        if (failed != 0) {
            throw new IllegalStateException("could not enter network namespace " + namespace);
        }
    }

    /** Skips the test where it can't run, unless everything is required. */
    static void require() {
        String lacking = lacking();
        if (lacking != null) {
            String why = "needs to make interfaces and to capture on them: " + lacking;
            if ("all".equals(System.getProperty("tidewatch.require"))) {
                fail("this suite " + why + ", and -Dtidewatch.require=all forbids to skip it");
            }
            abort("skipped: " + why);
        }
    }

    /** What this machine or user lacks, or null. */
    private static String lacking() {
        if (!Files.isExecutable(Path.of("/usr/sbin/ip")) && !Files.isExecutable(Path.of("/sbin/ip"))) {
            return "there is no ip (Debian: apt-get install iproute2)";
        }
        try {
            run("unshare", "--net", "--mount", "true");
        } catch (IOException | IllegalStateException e) {
            return "network namespaces are not allowed, it takes root (" + e.getMessage().strip() + ")";
        }
        try {
            Pcaps.libVersion();
        } catch (LinkageError e) {
            return "there is no libpcap (Debian: apt-get install libpcap0.8)";
        }
        return null;
    }

    static String run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return said;
    }

    void send(byte[] frame) {
        try {
            sender.sendPacket(frame);
        } catch (PcapNativeException | NotOpenException e) {
            throw new IllegalStateException(e);
        }
    }

    void remove() throws IOException {
        run("ip", "-n", namespace, "link", "del", NEAR);
    }

    @Override
    public void close() throws IOException {
        sender.close();
        run("ip", "netns", "del", namespace);
    }
}
