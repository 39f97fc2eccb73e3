package io.tidewatch.processors.query;

/** Who a host is: its address, and behind a blank its MAC address where its link has such. Sorts by address text. */
final class Who {
    private Who() {
    }

    static String of(String address, String mac) {
        return mac == null ? address : address + ' ' + mac;
    }
}
