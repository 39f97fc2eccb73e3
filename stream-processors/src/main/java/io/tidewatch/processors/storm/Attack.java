package io.tidewatch.processors.storm;

/**
 * What a cause is in MITRE ATT&CK (Enterprise 18.1) and CAPEC (3.9). Any part may be null.
 *
 * @param tacticId tactic id
 * @param tactic tactic
 * @param techniqueId technique id
 * @param technique technique
 * @param subtechniqueId subtechnique id
 * @param subtechnique subtechnique
 * @param capecId CAPEC id
 * @param capec CAPEC name
 */
public record Attack(String tacticId, String tactic, String techniqueId, String technique, String subtechniqueId,
                     String subtechnique, String capecId, String capec) {
    static final Attack UDP_SCAN = new Attack("TA0043", "Reconnaissance", "T1595", "Active Scanning", "T1595.001",
        "Scanning IP Blocks", "CAPEC-308", "UDP Scan");
    static final Attack INTERNAL_SCAN = new Attack("TA0007", "Discovery", "T1046", "Network Service Discovery", null,
        null, "CAPEC-300", "Port Scanning");
    static final Attack REFLECTION = new Attack("TA0040", "Impact", "T1498", "Network Denial of Service", "T1498.002",
        "Reflection Amplification", "CAPEC-490", "Amplification");
    static final Attack FLOOD = new Attack("TA0040", "Impact", "T1498", "Network Denial of Service", "T1498.001",
        "Direct Network Flood", "CAPEC-487", "ICMP Flood");
    static final Attack MULTICAST_FLOOD = new Attack("TA0040", "Impact", "T1498", "Network Denial of Service",
        "T1498.001", "Direct Network Flood", "CAPEC-125", "Flooding");
    static final Attack TOPOLOGY = new Attack("TA0043", "Reconnaissance", "T1590", "Gather Victim Network Information",
        "T1590.004", "Network Topology", "CAPEC-293", "Traceroute Route Enumeration");
    static final Attack FORGED_ERRORS = new Attack("TA0040", "Impact", "T1498", "Network Denial of Service", null, null,
        null, null);
    static final Attack IN_THE_MIDDLE = new Attack("TA0006", "Credential Access", "T1557", "Adversary-in-the-Middle",
        null, null, "CAPEC-94", "Adversary in the Middle (AiTM)");
}
