package io.tidewatch.capture.source;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.Pcaps;

/**
 * A pair of virtual Ethernet interfaces in a network namespace of its own, which the calling thread enters for good:
 * run it in a thread that ends with the test.
 */
public final class Wire implements AutoCloseable {
    /** Where {@link #send} sends from. */
    public static final String NEAR = "twnear";
    /** Where it arrives. */
    public static final String FAR = "twfar";

    private static final int CLONE_NEWNET = 0x40000000;
    /** How many so far: two suites may have one each at the same time. */
    private static final AtomicInteger MADE = new AtomicInteger();

    private final String namespace;
    private PcapHandle sender;

    /** The two calls that Java has no word for. */
    public interface Kernel extends Library {
        int open(String path, int flags);

        int setns(int descriptor, int kind);

        int close(int descriptor);
    }

    private Wire() throws IOException, PcapNativeException {
        namespace = "twcapture" + ProcessHandle.current().pid() + "-" + MADE.incrementAndGet();
        run("ip", "netns", "add", namespace);
        // Without this the kernel's own neighbour discovery would be on the wire as well.
        run("ip", "netns", "exec", namespace, "sh", "-c",
            "echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6; "
            + "echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6");
        enter();
        create();
    }

    /** Makes the pair, at first and after {@link #remove}. */
    public void create() throws IOException, PcapNativeException {
        run("ip", "-n", namespace, "link", "add", NEAR, "type", "veth", "peer", "name", FAR);
        run("ip", "-n", namespace, "link", "set", NEAR, "up");
        up();
        sender = new PcapHandle.Builder(NEAR).build();
    }

    /** The far end. */
    public void up() throws IOException {
        run("ip", "-n", namespace, "link", "set", FAR, "up");
    }

    /** The far end. */
    public void down() throws IOException {
        run("ip", "-n", namespace, "link", "set", FAR, "down");
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

    /** What a test does on the wire. */
    public interface Use {
        /** Does it. */
        void on(Wire wire) throws Exception;
    }

    /** Runs a test in a thread that stays in the wire's namespace, as do those that it starts. */
    public static void with(Use test) throws Exception {
        FutureTask<Void> task = new FutureTask<>(() -> {
            try (Wire wire = new Wire()) {
                test.on(wire);
            }
            return null;
        });
        new Thread(task, "on-the-wire").start();
        try {
            task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        }
    }

    /** Skips the test where it can't run, unless everything is required. */
    public static void require() {
        requireLibpcap();
        if (!Files.isExecutable(Path.of("/usr/sbin/ip")) && !Files.isExecutable(Path.of("/sbin/ip"))) {
            unmet("needs to make interfaces: there is no ip (Debian: apt-get install iproute2)");
        }
        try {
            run("unshare", "--net", "--mount", "true");
        } catch (IOException | IllegalStateException e) {
            unmet("needs network namespaces, which take root (" + e.getMessage().strip() + ")");
        }
    }

    /** The same where libpcap is all that it takes. */
    public static void requireLibpcap() {
        try {
            Pcaps.libVersion();
        } catch (LinkageError e) {
            unmet("needs libpcap (Debian: apt-get install libpcap0.8)");
        }
    }

    private static void unmet(String why) {
        if ("all".equals(System.getProperty("tidewatch.require"))) {
            fail("this suite " + why + ", and -Dtidewatch.require=all forbids to skip it");
        }
        abort("skipped: " + why);
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

    public void send(byte[] frame) {
        try {
            sender.sendPacket(frame);
        } catch (PcapNativeException | NotOpenException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As this machine's own. */
    public void sendFrom(String device, byte[] frame) throws PcapNativeException, NotOpenException {
        try (PcapHandle own = new PcapHandle.Builder(device).build()) {
            own.sendPacket(frame);
        }
    }

    /** Switches it on. */
    public void loopbackUp() throws IOException {
        run("ip", "-n", namespace, "link", "set", "lo", "up");
    }

    /** Takes both ends away. */
    public void remove() throws IOException {
        sender.close();
        run("ip", "-n", namespace, "link", "del", NEAR);
    }

    @Override
    public void close() throws IOException {
        sender.close();
        run("ip", "netns", "del", namespace);
    }
}
