using System.Text;
using Creel.Bench.Load;

namespace Creel.Bench.Senders;

/// <summary>Bodies as senders write them, made up. Each holds <c>bench-</c> and the number.</summary>
internal static class SenderBodies
{
    private const string Number = "bench-" + NumberHoles.Hole;
    private const string Api = "https://api.github.example.com";

    public const string Device =
        "{\"type\":\"device.offline\",\"timestamp\":\"2026-03-01T12:00:00.000Z\",\"data\":{\"id\":\"" + Number + "\",\"name\":\"sw1.example.com\",\"address\":\"192.0.2.10\"," +
        "\"site\":\"Main Office\",\"model\":\"EX4100-48P\",\"note\":\"Interface GigabitEthernet1/0/7 towards dist-sw-2.example.com has gone down, and nothing answers behind it\"}}";

    public const string Message =
        "{\"team_id\":\"T0EXAMPLE\",\"api_app_id\":\"A0EXAMPLE\",\"event\":{\"type\":\"message\",\"channel\":\"C0EXAMPLE\",\"user\":\"U0EXAMPLE\"," +
        "\"text\":\"sw1.example.com does not answer any more\",\"ts\":\"1767225600.000100\",\"event_ts\":\"1767225600.000100\",\"channel_type\":\"channel\"}," +
        "\"type\":\"event_callback\",\"authorizations\":[{\"enterprise_id\":null,\"team_id\":\"T0EXAMPLE\",\"user_id\":\"U0EXAMPLE2\",\"is_bot\":true}]," +
        "\"event_id\":\"" + Number + "\",\"event_context\":\"EC0EXAMPLE\",\"event_time\":1767225600}";

    public const string Meraki =
        "{\"version\":\"0.1\",\"sharedSecret\":\"made-up-secret-of-a-sender\",\"sentAt\":\"2026-03-01T12:00:00.123456Z\",\"organizationId\":\"549236\",\"organizationName\":\"Example Organization\"," +
        "\"organizationUrl\":\"https://dashboard.example.com/o/AbCdEf/manage/organization/overview\",\"networkId\":\"N_24329156\",\"networkName\":\"Main Office\"," +
        "\"networkUrl\":\"https://dashboard.example.com/Main-Office/n/AbCdEf/manage/nodes/list\",\"networkTags\":[],\"deviceSerial\":\"Q2XX-0000-0001\",\"deviceMac\":\"02:00:5e:10:00:01\"," +
        "\"deviceName\":\"SW-1\",\"deviceUrl\":\"https://dashboard.example.com/Main-Office/n/AbCdEf/manage/nodes/new_list/1\",\"deviceTags\":[\"access\"],\"deviceModel\":\"MS225-48FP\"," +
        "\"alertId\":\"" + Number + "\",\"alertType\":\"Switch port disconnected\",\"alertTypeId\":\"port_disconnected\",\"alertLevel\":\"warning\",\"occurredAt\":\"2026-03-01T11:59:58.000000Z\"," +
        "\"alertData\":{\"portNum\":3,\"portDesc\":\"Uplink to 192.0.2.10\",\"description\":\"Switch port is down\",\"status\":\"down\",\"prevStatus\":\"1 Gbps\"}}";

    public const string Form =
        "AccountSid=AC00000000000000000000000000000001&ApiVersion=2010-04-01&Body=Link+of+sw1.example.com+is+down&From=%2B15005550010&MessageSid=" + Number +
        "&NumMedia=0&NumSegments=1&SmsSid=" + Number + "&SmsStatus=received&To=%2B15005550006&ToCountry=US";

    /// <summary>The fields of the form as they are signed.</summary>
    public const string FormFields =
        "AccountSidAC00000000000000000000000000000001ApiVersion2010-04-01BodyLink of sw1.example.com is downFrom+15005550010MessageSid" + Number +
        "NumMedia0NumSegments1SmsSid" + Number + "SmsStatusreceivedTo+15005550006ToCountryUS";

    /// <summary>Five events at once.</summary>
    public static string Batch { get; } = "{\"topic\":\"device-events\",\"events\":[" + string.Join(',', Enumerable.Range(1, 5).Select(number =>
        $"{{\"device_name\":\"sw-access-{number}\",\"device_type\":\"switch\",\"ev_type\":\"warn\",\"id\":\"{Number}\",\"mac\":\"02005e10001{number}\",\"model\":\"EX4100-48P\"," +
        $"\"org_id\":\"2818e386-8dec-4562-9ede-5b8a0fbbdc71\",\"port_id\":\"ge-0/0/{number}\",\"site_id\":\"4ac1dcf4-9d8b-4211-8ab1-8b9e1f3a5c22\",\"site_name\":\"Main Office\"," +
        "\"text\":\"ifIndex 546, ifAdminStatus up(1), ifOperStatus down(2)\",\"timestamp\":1767225600,\"type\":\"SW_PORT_DOWN\"}")) + "]}";

    /// <summary>An issue that was opened: mostly addresses, as in life.</summary>
    public static string Issue(bool whole)
    {
        var user = whole ? User : "{\"login\":\"example\",\"id\":1,\"type\":\"User\"}";
        var repository = whole ? Repository : "{\"id\":1,\"name\":\"network\",\"full_name\":\"example/network\",\"html_url\":\"https://github.example.com/example/network\",\"default_branch\":\"main\"}";
        var text = string.Concat(Enumerable.Repeat("Since this morning nothing behind the switch answers. ", whole ? 60 : 4));
        return $"{{\"action\":\"opened\",\"issue\":{{\"url\":\"{Api}/repos/example/network/issues/7\",\"html_url\":\"https://github.example.com/example/network/issues/7\",\"id\":73464126," +
            $"\"number\":7,\"title\":\"Link of sw1 is down ({Number})\",\"user\":{user},\"labels\":[],\"state\":\"open\",\"locked\":false,\"assignee\":null,\"milestone\":null,\"comments\":0," +
            $"\"created_at\":\"2026-03-01T12:00:00Z\",\"updated_at\":\"2026-03-01T12:00:00Z\",\"closed_at\":null,\"body\":\"{text}\"}},\"repository\":{repository},\"sender\":{user}}}";
    }

    public static long NumberIn(byte[] body)
    {
        var at = body.AsSpan().IndexOf("bench-"u8);
        return at >= 0 && body.Length >= at + 6 + NumberHoles.Digits && long.TryParse(body.AsSpan(at + 6, NumberHoles.Digits), out var number) ? number : -1;
    }

    private static string User => "{\"login\":\"example\",\"id\":1,\"node_id\":\"MDQ6VXNlcjE=\",\"gravatar_id\":\"\"," +
        Addresses("users/example", "avatar html followers following gists starred subscriptions organizations repos events received_events") + "\"type\":\"User\",\"site_admin\":false}";

    private static string Repository => "{\"id\":1,\"node_id\":\"MDEwOlJlcG9zaXRvcnkx\",\"name\":\"network\",\"full_name\":\"example/network\",\"private\":false,\"owner\":" + User +
        ",\"html_url\":\"https://github.example.com/example/network\",\"description\":\"All that is known of the network\",\"fork\":false," +
        Addresses("repos/example/network",
            "forks keys collaborators teams hooks issue_events events assignees branches tags blobs git_tags git_refs trees statuses languages stargazers contributors subscribers subscription commits " +
            "git_commits comments issue_comment contents compare merges archive downloads issues pulls milestones notifications labels releases deployments git ssh clone svn mirror") +
        "\"size\":42,\"stargazers_count\":3,\"watchers_count\":3,\"language\":\"Python\",\"has_issues\":true,\"has_projects\":true,\"has_wiki\":false,\"forks_count\":0,\"open_issues_count\":7,\"default_branch\":\"main\"}";

    private static string Addresses(string under, string names) =>
        names.Split(' ').Aggregate(new StringBuilder(), (text, name) => text.Append($"\"{name}_url\":\"{Api}/{under}/{name}{{/sha}}{{/number}}\",")).ToString();
}
