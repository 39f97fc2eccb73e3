package io.tidewatch.capture.source;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * How an interface is switched, from the kernel: netdevice(7), {@code SIOCGIFFLAGS}. Java's own class does not know
 * interfaces without an address, and a sensor's has none.
 *
 * @param known whether the kernel knows it
 * @param up whether it is switched on
 */
record InterfaceFlags(boolean known, boolean up) {
    private static final int ADDRESS_FAMILY = 2;
    private static final int DATAGRAM = 2;
    private static final int GET_FLAGS = 0x8913;
    private static final int REQUEST_LENGTH = 40;
    private static final int NAME_LENGTH = 16;
    private static final int UP = 1;

    /** The three calls that it takes; each throws where it fails. */
    public interface Kernel extends Library {
        int socket(int family, int type, int protocol) throws LastErrorException;

        int ioctl(int descriptor, long request, byte[] argument) throws LastErrorException;

        int close(int descriptor) throws LastErrorException;
    }

    private static final class Loaded {
        static final Kernel KERNEL = Native.load("c", Kernel.class);
    }

    /** Of the interface of that name, in the network namespace of this thread. */
    static InterfaceFlags of(String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        if (text.length >= NAME_LENGTH) {
            return new InterfaceFlags(false, false);
        }
        byte[] request = new byte[REQUEST_LENGTH];
        System.arraycopy(text, 0, request, 0, text.length);
        int socket = -1;
        try {
            socket = Loaded.KERNEL.socket(ADDRESS_FAMILY, DATAGRAM, 0);
            Loaded.KERNEL.ioctl(socket, GET_FLAGS, request);
            int flags = ByteBuffer.wrap(request).order(ByteOrder.nativeOrder()).getShort(NAME_LENGTH);
            return new InterfaceFlags(true, (flags & UP) != 0);
        } catch (LastErrorException notThere) {
            return new InterfaceFlags(false, false);
        } finally {
            if (socket >= 0) {
                Loaded.KERNEL.close(socket);
            }
        }
    }

    /** It is there, and switched off. Of one that is not there, or is none, such as "any", nothing is said. */
    boolean down() {
        return known && !up;
    }
}
