package io.tidewatch.capture.wire;

/**
 * The LINKTYPE numbers of capture files that the decoder enters, and what comes first in their frames. The numbers 12
 * and 14 are what some systems wrote for raw IP.
 */
public final class LinkType {
    public static final int NULL = 0;
    public static final int ETHERNET = 1;
    public static final int PPP = 9;
    public static final int RAW_BSD = 12;
    public static final int RAW_OPENBSD = 14;
    public static final int PPP_HDLC = 50;
    public static final int RAW = 101;
    public static final int CISCO_HDLC = 104;
    public static final int LOOP = 108;
    public static final int LINUX_SLL = 113;
    public static final int IPV4 = 228;
    public static final int IPV6 = 229;
    public static final int LINUX_SLL2 = 276;

    private LinkType() {
    }

    /** Reads the link header that the type demands and sets what comes next. */
    static void parse(int linkType, Layers layers) {
        switch (linkType) {
            case ETHERNET -> layers.next = Layer.ETHERNET;
            case RAW, RAW_BSD, RAW_OPENBSD, IPV4, IPV6 -> layers.next = Layer.IP;
            case LINUX_SLL -> LinuxCooked.parse(layers);
            case LINUX_SLL2 -> LinuxCooked.parse2(layers);
            case NULL, LOOP -> Loopback.parse(layers);
            case PPP, PPP_HDLC -> layers.next = Layer.PPP;
            case CISCO_HDLC -> Ppp.parseCiscoHdlc(layers);
            default -> layers.stop(Decoded.Reason.LINK_TYPE);
        }
    }
}
