package io.tidewatch.capture.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the kernel says of this process's right to open raw sockets, {@code CAP_NET_RAW} of capabilities(7).
 *
 * @param user number of the user that it acts as
 * @param effective the capability is in effect
 * @param permitted it could be put into effect
 * @param bounding a program that this process starts can have it
 * @param filtered system calls are filtered (seccomp)
 * @param ownUsers the process is in a user namespace of its own, as in a rootless container
 */
public record CaptureRights(long user, boolean effective, boolean permitted, boolean bounding, boolean filtered,
                            boolean ownUsers) {
    private static final int NET_RAW = 13;
    private static final int HEX = 16;
    private static final Path STATUS = Path.of("/proc/thread-self/status");
    private static final Path USERS = Path.of("/proc/self/uid_map");
    private static final String ALL_USERS = "0 0 4294967295";

    /** Of this thread, which in a process that changes nothing is the process. */
    public static CaptureRights present() throws IOException {
        return of(Files.readAllLines(STATUS), Files.readString(USERS));
    }

    /**
     * As the kernel tells it, see proc(5).
     *
     * @param status lines of {@code /proc/PID/status}
     * @param users text of {@code /proc/PID/uid_map}
     */
    static CaptureRights of(List<String> status, String users) {
        Map<String, String> fields = new HashMap<>();
        for (String line : status) {
            String[] words = line.split(":\\s*", 2);
            fields.put(words[0], words.length == 2 ? words[1].strip() : "");
        }
        // Real, effective, saved and file system user.
        long user = Long.parseLong(fields.getOrDefault("Uid", "0\t0").split("\\s+")[1]);
        return new CaptureRights(user, holds(fields.get("CapEff")), holds(fields.get("CapPrm")),
            holds(fields.get("CapBnd")), !"0".equals(fields.getOrDefault("Seccomp", "0")),
            !users.strip().replaceAll("\\s+", " ").equals(ALL_USERS));
    }

    private static boolean holds(String set) {
        return set != null && (Long.parseUnsignedLong(set, HEX) >>> NET_RAW & 1) == 1;
    }

    /** Root, as far as this machine or container goes. */
    public boolean root() {
        return user == 0;
    }

    /** Which set lacks the capability, for people; what else may be in the way when none does. */
    public String missing() {
        if (effective) {
            return "CAP_NET_RAW is in effect (CapEff), so something else forbids it: "
                + (filtered ? "a filter of system calls (seccomp) or of address families (RestrictAddressFamilies), "
                    + "or " : "") + (ownUsers ? "a user namespace that does not own the network, or " : "")
                + "a security module such as SELinux or AppArmor";
        }
        if (!bounding) {
            return "The bounding set of this process (CapBnd) lacks CAP_NET_RAW, so nothing that is started here can "
                + "have it, root included";
        }
        return permitted ? "CAP_NET_RAW is permitted to this process (CapPrm) but not in effect (CapEff)"
            : "The process runs as user " + user + " and was given no CAP_NET_RAW: it is in the bounding set (CapBnd), "
                + "but neither permitted (CapPrm) nor ambient (CapAmb) nor in effect (CapEff)";
    }

    /** What to do about that. */
    public String remedy() {
        if (effective) {
            return "Allow AF_PACKET sockets: RestrictAddressFamilies in a systemd unit must list AF_PACKET, and "
                + "SystemCallFilter, the container's seccomp profile or its security module must allow socket(2) for "
                + "them; a container needs a network namespace that its own user namespace owns, or the host's of both";
        }
        if (!bounding) {
            return "The process needs the capability CAP_NET_RAW from whoever starts it: "
                + "CapabilityBoundingSet=CAP_NET_RAW in a systemd unit, --cap-add=NET_RAW for docker and podman, "
                + "securityContext.capabilities.add in Kubernetes";
        }
        return "The process needs the capability CAP_NET_RAW: run it as a systemd service with "
            + "AmbientCapabilities=CAP_NET_RAW (deploy/systemd has one), or start it as root through setpriv --reuid "
            + "USER --regid GROUP --init-groups --inh-caps +net_raw --ambient-caps +net_raw; setcap cap_net_raw+ep on "
            + "the java program is the last resort: every Java program of every user has it then, and the loader "
            + "ignores LD_LIBRARY_PATH and java's own library path, so that java's lib folder has to be named in "
            + "/etc/ld.so.conf.d";
    }
}
