package io.tidewatch.capture.event;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Names of link-layer broadcast domains, the unit of membership. By default the place of capture is the name:
 * {@code sensor:interface}, and under VLAN tags {@code sensor:interface:vlan[.inner]}. Configuration may give a place
 * another name, so that two sensors on one link name the same segment. A priority tag (VLAN id 0) names no VLAN.
 *
 * <p>For one thread. Names are remembered; random VLAN stacks can't make the memory grow without bound.
 */
public final class Segments {
    /** What a segment's name is made of. */
    public static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:@/-]{1,200}");

    private static final int LONGEST = 200;
    private static final int LONGEST_PART = 80;
    private static final int REMEMBERED = 4096;

    private final String sensor;
    private final Map<String, String> configured;
    private final Map<Place, String> names = new HashMap<>();
    private String lastUntagged;
    private String lastUntaggedName;

    private record Place(String captureInterface, List<Integer> vlanIds) {
    }

    /**
     * Names for the frames of one sensor.
     *
     * @param sensor the sensor's name
     * @param configured from a default name, such as {@code lab1:eth0:100}, to the name to use instead
     * @throws IllegalArgumentException if a configured name has a character that segment names can't have
     */
    public Segments(String sensor, Map<String, String> configured) {
        this.sensor = plain(sensor);
        this.configured = Map.copyOf(configured);
        this.configured.forEach((place, name) -> {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("segment name '" + name + "' for " + place
                    + " has characters other than letters, digits and . _ : @ / - (or is empty or over 200 long)");
            }
        });
    }

    /** The segment that a frame was seen on; the interface name is already {@link #plain}. */
    public String of(String captureInterface, List<Integer> vlanIds) {
        if (vlanIds.isEmpty()) {
            // Most frames, and nearly always of the same interface.
            if (!captureInterface.equals(lastUntagged)) {
                lastUntagged = captureInterface;
                lastUntaggedName = name(captureInterface, vlanIds);
            }
            return lastUntaggedName;
        }
        Place place = new Place(captureInterface, vlanIds);
        String name = names.get(place);
        if (name == null) {
            if (names.size() == REMEMBERED) {
                names.clear();
            }
            name = name(captureInterface, vlanIds);
            names.put(place, name);
        }
        return name;
    }

    int remembered() {
        return names.size();
    }

    private String name(String captureInterface, List<Integer> vlanIds) {
        StringBuilder text = new StringBuilder(sensor).append(':').append(captureInterface);
        char separator = ':';
        for (int id : vlanIds) {
            if (id != 0) {
                text.append(separator).append(id);
                separator = '.';
            }
        }
        String usual = text.length() <= LONGEST ? text.toString() : text.substring(0, LONGEST);
        return configured.getOrDefault(usual, usual);
    }

    /** A sensor's or interface's name in the characters of segment names, others as {@code _}, 80 at most. */
    public static String plain(String name) {
        StringBuilder plain = new StringBuilder(Math.min(name.length(), LONGEST_PART));
        for (int i = 0; i < name.length() && i < LONGEST_PART; i++) {
            char c = name.charAt(i);
            boolean good = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
                || "._:@/-".indexOf(c) >= 0;
            plain.append(good ? c : '_');
        }
        return plain.isEmpty() ? "_" : plain.toString();
    }
}
