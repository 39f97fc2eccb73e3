package io.tidewatch.capture.wire;

import java.util.Arrays;

/**
 * Names of ICMP and ICMPv6 types and codes after the IANA registries, as they appear in events. Unassigned ones are
 * {@code unknown_TYPE_CODE}. A line is: type, name, then names of its codes from 0, separated by blanks; a code name
 * {@code =} adds nothing to the type's name, {@code *} instead of codes accepts any code, and
 * {@code 255:name} names a code that is far from the others.
 */
public final class IcmpNames {
    private static final int NUMBERS = 256;

    private static final String V4 = """
        0 echo_reply =
        3 destination_unreachable network host protocol port fragmentation_needed source_route_failed \
        network_unknown host_unknown source_host_isolated network_prohibited host_prohibited network_tos host_tos \
        communication_prohibited host_precedence_violation precedence_cutoff
        4 source_quench =
        5 redirect network host tos_network tos_host
        6 alternate_host_address =
        8 echo_request =
        9 router_advertisement = 16:no_common_traffic
        10 router_solicitation =
        11 time_exceeded in_transit reassembly
        12 parameter_problem pointer missing_option bad_length
        13 timestamp_request =
        14 timestamp_reply =
        15 information_request =
        16 information_reply =
        17 address_mask_request =
        18 address_mask_reply =
        30 traceroute forwarded discarded
        31 conversion_error unspecified optional_unconvertible mandatory_unconvertible unsupported_option \
        unsupported_transport length_exceeded header_length_exceeded protocol_above_255 port_out_of_range \
        transport_header_length rollover_missing unknown_transport_option
        32 mobile_host_redirect *
        33 ipv6_where_are_you *
        34 ipv6_i_am_here *
        35 mobile_registration_request *
        36 mobile_registration_reply *
        37 domain_name_request =
        38 domain_name_reply =
        39 skip *
        40 security_failure bad_spi authentication_failed decompression_failed decryption_failed \
        need_authentication need_authorization
        41 experimental_mobility *
        42 extended_echo_request =
        43 extended_echo_reply = malformed_query no_such_interface no_such_table_entry multiple_interfaces
        253 experiment_1 *
        254 experiment_2 *
        """;

    private static final String V6 = """
        1 destination_unreachable no_route prohibited beyond_scope address port source_policy reject_route \
        source_routing_error headers_too_long projected_route_error
        2 packet_too_big =
        3 time_exceeded in_transit reassembly
        4 parameter_problem erroneous_header unknown_next_header unknown_option incomplete_header_chain \
        segment_routing_upper_layer unknown_next_header_at_node extension_header_too_big extension_chain_too_long \
        too_many_extension_headers too_many_options option_too_big
        100 private_error_1 *
        101 private_error_2 *
        128 echo_request =
        129 echo_reply =
        130 multicast_listener_query *
        131 multicast_listener_report *
        132 multicast_listener_done *
        133 router_solicitation =
        134 router_advertisement =
        135 neighbor_solicitation =
        136 neighbor_advertisement =
        137 redirect =
        138 router_renumbering command result 255:sequence_number_reset
        139 node_information_query address name ipv4
        140 node_information_reply success refused unknown_qtype
        141 inverse_neighbor_discovery_solicitation =
        142 inverse_neighbor_discovery_advertisement =
        143 multicast_listener_report_v2 *
        144 home_agent_discovery_request =
        145 home_agent_discovery_reply =
        146 mobile_prefix_solicitation =
        147 mobile_prefix_advertisement =
        148 certification_path_solicitation =
        149 certification_path_advertisement =
        150 experimental_mobility *
        151 multicast_router_advertisement *
        152 multicast_router_solicitation *
        153 multicast_router_termination *
        154 fast_handover *
        155 rpl_control solicitation information advertisement advertisement_ack p2p_discovery_reply \
        p2p_discovery_reply_ack measurement cleanup cleanup_ack projected_route_request projected_route_request_ack \
        128:secure_solicitation 129:secure_information 130:secure_advertisement 131:secure_advertisement_ack \
        132:secure_p2p_discovery_reply 133:secure_p2p_discovery_reply_ack 134:secure_measurement 135:secure_cleanup \
        136:secure_cleanup_ack 138:consistency_check
        156 locator_update =
        157 duplicate_address_request *
        158 duplicate_address_confirmation *
        159 mpl_control =
        160 extended_echo_request =
        161 extended_echo_reply = malformed_query no_such_interface no_such_table_entry multiple_interfaces
        200 private_information_1 *
        201 private_information_2 *
        """;

    private static final String[][] NAMES_V4 = table(V4);
    private static final String[][] NAMES_V6 = table(V6);

    private IcmpNames() {
    }

    private static String[][] table(String text) {
        String[][] table = new String[NUMBERS][];
        for (String line : text.split("\n")) {
            String[] words = line.split(" ");
            String[] codes = new String[NUMBERS];
            if (words[2].equals("*")) {
                Arrays.fill(codes, words[1]);
            } else {
                for (int i = 2; i < words.length; i++) {
                    int colon = words[i].indexOf(':');
                    int code = colon < 0 ? i - 2 : Integer.parseInt(words[i].substring(0, colon));
                    String word = words[i].substring(colon + 1);
                    codes[code] = word.equals("=") ? words[1] : words[1] + '_' + word;
                }
            }
            table[Integer.parseInt(words[0])] = codes;
        }
        return table;
    }

    private static String[][] of(int ipVersion) {
        return ipVersion == 4 ? NAMES_V4 : NAMES_V6;
    }

    /** The registry names the type. */
    public static boolean typeAssigned(int ipVersion, int type) {
        return of(ipVersion)[type] != null;
    }

    /** The registry names the code of an assigned type. */
    public static boolean codeAssigned(int ipVersion, int type, int code) {
        return of(ipVersion)[type][code] != null;
    }

    /** Name of a type and code, both 0 to 255. */
    public static String name(int ipVersion, int type, int code) {
        String[] codes = of(ipVersion)[type];
        String name = codes == null ? null : codes[code];
        return name == null ? "unknown_" + type + '_' + code : name;
    }
}
