using System.Globalization;
using Creel.Inbox;

namespace Creel.Tests.Senders;

/// <summary>
/// What must be read out of each payload; sent from <see cref="Sender"/>, which shows where the controller names no host.
/// </summary>
internal static class CatalystCenterExpectations
{
    public const string Sender = "203.0.113.9";

    /// <summary>Captures of real controllers, beside the repository.</summary>
    public static readonly Dictionary<string, Facts> Captures = new()
    {
        ["01-interface-down-active-2019.json"] = Issue("NETWORK-NON-FABRIC_WIRED-1-251", 1, "active", "192.0.2.104",
            "3c2ee6e9-23da-5b65-a228-902b2e66b879",
            "Interface GigabitEthernet1/0/3 is Down on Network Device 192.0.2.104", "192.0.2.85", "2019-11-22T21:23:54.497Z"),
        ["02-interface-down-resolved-2019.json"] = Issue("NETWORK-NON-FABRIC_WIRED-1-251", 1, "resolved", "192.0.2.240",
            "5e6318b1-1759-502f-a380-4759a0a8aee8",
            "Interface GigabitEthernet0/0 is Down on Network Device 192.0.2.240", "192.0.2.85", "2019-12-12T03:56:33.751Z"),
        ["03-device-unreachable-active-relative-link-2019.json"] = Issue("NETWORK-NON-FABRIC_WIRED-1-200", 1, "active", "203.0.113.153",
            "a13150d3-64e4-5e28-b220-87f50c8d4097", "Network Device 203.0.113.153 Is Unreachable From Controller", Sender,
            "2019-09-25T22:15:08Z"),
        ["04-device-unreachable-nulls-2020.json"] = Issue("NETWORK-NON-FABRIC_WIRED-1-250", 1, "active", "198.51.100.245",
            "f098b0d0-ac7a-51ae-9fd1-e1ee478b3ba3",
            "Network Device 198.51.100.245 Is Unreachable From Controller", "dnac.example.tld", "2020-05-21T18:38:02.484Z"),
        ["05-interface-flapping-nulls-2019.json"] = Issue("NETWORK-DEVICES-3-210", 3, "active", "198.51.100.219",
            "63442aa4-c4ca-552f-b2c0-58c701439257",
            "Interface GigabitEthernet1/0/15 is Flapping on Network Device 198.51.100.219", "192.0.2.1", "2019-09-20T15:04:49.630Z"),
        ["07-try-it-interface-flapping-2021.json"] = Issue("NETWORK-DEVICES-3-210", 3, null, null, "d9fcfd51-84a1-52b4-9e3d-c16bcf83f567",
            "Interface  is Flapping on Network Device", Sender, "2021-05-20T07:12:01.901Z") with
        {
            Link = "https://203.0.113.9/dna/assurance/issueDetails?issueId=",
            Test = true,
        },
        ["08-interface-down-dnacIP-2021.json"] = Issue("NETWORK-NON-FABRIC_WIRED-1-251", 1, "active", "203.0.113.114",
            "d83b7837-e7d6-5c87-a173-587d5d23c9c2",
            "Interface GigabitEthernet2 (Interface description: TO_CSR2_GI2) is Down on Network Device 203.0.113.114",
            "192.0.2.105", "2021-09-27T21:56:10.234Z"),
        ["09-bgp-peer-wrong-as-active-2021.json"] = Issue("NETWORK-NETWORKS-2-303", 2, "active", "203.0.113.114",
            "b3a287b3-db0c-51ca-bf5f-95440973b3d9",
            "Device edge-1 Received Error Message From Neighbor 198.51.100.208 (Peer in Wrong AS)", "192.0.2.105",
            "2021-09-09T21:39:22.928Z"),
        ["10-bgp-peer-wrong-as-resolved-2021.json"] = Issue("NETWORK-NETWORKS-2-303", 2, "resolved", "203.0.113.114",
            "b3a287b3-db0c-51ca-bf5f-95440973b3d9",
            "Device edge-1 Received Error Message From Neighbor 198.51.100.208 (Peer in Wrong AS)", "192.0.2.85",
            "2021-09-09T21:39:22.928Z"),
        ["11-bgp-down-active-2024.json"] = Issue("NETWORK-NETWORKS-2-272", 1, "active", "203.0.113.114",
            "c0793090-be3a-544c-916b-dcfbf78fd04f",
            "BGP is Down on Device edge-1 with Neighbor 198.51.100.208", "192.0.2.105", "2024-05-08T16:16:59.597Z"),
        ["14-license-registration-app-info-2026.json"] = Issue("LICMGMT-DEV-REG-SUCCESS", 5, null, "203.0.113.155",
            "fb91177a-f3ea-51dc-b27d-f9bb7fcab320",
            "Registration succeeded for device 203.0.113.155 (LAB146.example.net)", Sender, "2026-07-08T16:53:07.342Z") with
        {
            SeverityRaw = "4",
            Link = "https://203.0.113.9/dna/tools/licenseManagement",
        },
        ["17-pnp-unclaimed-partial.json"] = new Facts { Subject = "192.0.2.103" },
    };

    /// <summary>Every era again, and what no capture shows, made up from the documented keys.</summary>
    public static readonly Dictionary<string, Facts> Fixtures = new()
    {
        ["2018-new-p1.json"] = new Facts
        {
            Type = "network_device_down",
            Title = "Router edge-r7 does not answer",
            Level = 1,
            SeverityRaw = "P1",
            Status = "active",
            StatusRaw = "NEW",
            Subject = "198.51.100.7",
            Correlation = "E-NETWORK-EVENT-0f1e2d3c-0001",
            OccurredAt = Time("2018-10-20T01:46:40.123Z"),
            OccurredAtRaw = "1540000000123",
        },
        ["2018-resolved-p4.json"] = new Facts
        {
            Type = "client_slow",
            Title = "A client in bay 4 was slow",
            Level = 5,
            SeverityRaw = "P4",
            Status = "resolved",
            StatusRaw = "RESOLVED",
            Correlation = "E-NETWORK-EVENT-0f1e2d3c-0002",
            OccurredAt = Time("2018-10-20T01:56:40.123Z"),
            OccurredAtRaw = "1540000600123",
        },
        ["2019-ignored.json"] = Fan(3, "ignored", "catalyst.example.com"),
        ["2020-nulls-relative-link.json"] = Fan(4, "active", Sender) with
        {
            Level = 1,
            SeverityRaw = "1",
            Subject = "core-sw-1.example.com",
        },
        ["2021-relative-link-dnac-ip.json"] = Fan(5, "active", "198.51.100.5"),
        ["2021-try-it.json"] = Fan(6, null, Sender) with
        {
            Title = "Fan tray  of  has failed",
            Subject = null,
            Link = "https://203.0.113.9/dna/assurance/issueDetails?issueId=",
            Test = true,
        },
        ["2021-external-but-real.json"] = Fan(8, null, "") with
        {
            Title = "Backup of 192.0.2.77 has failed",
            Subject = "192.0.2.77",
            Link = "https://catalyst.example.com/dna/x?a=1&b=2",
        },
        ["2022-simulated.json"] = Fan(7, null, "") with
        {
            Subject = null,
            Link = null,
            Test = true,
            OccurredAt = Time("2022-07-01T09:11:06Z"),
            OccurredAtRaw = "1656666666000",
        },
        ["2024-correlation-active.json"] = Fan(9, "active", "192.0.2.5") with { Level = 2, SeverityRaw = "2" },
        ["2024-correlation-resolved.json"] = Fan(9, "resolved", "192.0.2.5") with { Level = 2, SeverityRaw = "2" },
        ["2024-rogue.json"] = Fan(10, null, "") with
        {
            Type = "ROGUE_NEW_THREAT_DETECTED",
            Title = "A rogue access point was seen",
            Level = 1,
            SeverityRaw = "1",
            Subject = "02:00:5e:10:00:01",
            Link = "https://203.0.113.9/dna/assurance/rogue",
        },
        ["2024-network-only.json"] = Fan(11, null, "") with
        {
            Title = "Reports are ready",
            Level = 5,
            SeverityRaw = "5",
            Subject = "dddddddd-0011-4000-8000-000000000001",
            Link = null,
        },
        ["2026-pnp-unclaimed.json"] = Fan(12, null, "") with
        {
            Type = "Device waiting to be claimed",
            Title = "Device waiting to be claimed",
            Level = 5,
            SeverityRaw = "4",
            Subject = "192.0.2.140",
            Link = null,
        },
        ["odd-types.json"] = new Facts
        {
            Type = "NETWORK-DEVICES-3-210",
            Title = "Türsteher 🚪 wacht\uFFFD nicht mehr",
            Level = 3,
            SeverityRaw = "3.0",
            Status = "resolved",
            StatusRaw = "Resolved",
            Subject = "true",
            Correlation = "987654321",
            OccurredAt = Time("2026-01-01T00:00:00.1234567Z"),
            OccurredAtRaw = "2026-01-01T05:30:00.1234567+05:30",
        },
    };

    private static Facts Issue(
        string type, int level, string? status, string? subject, string issue, string title, string host, string occurredAt) => new()
        {
            Type = type,
            Title = title,
            Level = level,
            SeverityRaw = level.ToString(CultureInfo.InvariantCulture),
            Status = status,
            StatusRaw = status,
            Subject = subject,
            Correlation = issue,
            OccurredAt = Time(occurredAt),
            OccurredAtRaw = Time(occurredAt).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            Link = $"https://{host}/dna/assurance/issueDetails?issueId={issue}",
        };

    private static Facts Fan(int number, string? status, string host) => Issue("NETWORK-DEVICES-3-207", 3, status, "192.0.2.31",
        $"9b1c0d52-7e4f-4a31-8c22-0f6d5e4b3a{number:00}", "Fan tray 1 of core-sw-1 has failed", host, $"2026-01-01T00:00:{number:00}Z");

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
