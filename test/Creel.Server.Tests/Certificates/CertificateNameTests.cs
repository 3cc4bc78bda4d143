using System.Net;
using Creel.Server.Certificates;
using CsCheck;

namespace Creel.Server.Tests.Certificates;

public sealed class CertificateNameTests
{
    [Theory]
    [InlineData("creel.example.net", "creel.example.net")]
    [InlineData("CREEL.Example.Net.", "creel.example.net")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("*.example.net", "*.example.net")]
    [InlineData("my_host", "my_host")]
    [InlineData("192.0.2.10", "192.0.2.10")]
    [InlineData("[2001:DB8::1]", "2001:db8::1")]
    [InlineData("fe80::1%1", "fe80::1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    public void Takes_names_and_addresses(string typed, string expected) => Assert.Equal(expected, CertificateName.Parse(typed).Text);

    [Theory]
    [InlineData("")]
    [InlineData("https://creel.example.net")]
    [InlineData("creel.example.net:5443")]
    [InlineData("creel example")]
    [InlineData("-creel.example.net")]
    [InlineData("creel..example.net")]
    [InlineData("192.0.2.300")]
    [InlineData("1")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("*")]
    [InlineData("*.net")]
    [InlineData("a.*.example.net")]
    public void Refuses_what_is_neither_as_wrong_usage(string typed)
    {
        var refusal = Assert.Throws<CommandException>(() => CertificateName.Parse(typed));
        Assert.Equal(2, refusal.ExitCode);
        Assert.Contains("--name", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Never_fails_on_odd_text_and_reads_its_own_writing() => Gen.String.Sample(text =>
    {
        var name = CertificateName.TryParse(text);
        return name is null || name == CertificateName.TryParse(name.Text);
    });

    [Fact]
    public void Names_only_grow_and_new_ones_stand_at_the_end()
    {
        var merged = CertificateNames.Merge(TemporaryTls.Names("localhost", "192.0.2.1"), TemporaryTls.Names("192.0.2.2", "localhost"));
        Assert.Equal(["localhost", "192.0.2.1", "192.0.2.2"], merged.Select(n => n.Text));
    }

    [Fact]
    public void Very_many_names_lose_only_IPv6_addresses_of_the_past()
    {
        var old = Enumerable.Range(1, 300).Select(i => CertificateName.Of(IPAddress.Parse($"2001:db8::{i:x}"))).ToList();
        var merged = CertificateNames.Merge(
            [.. TemporaryTls.Names("old.example.net", "192.0.2.1"), .. old],
            [old[0], .. TemporaryTls.Names("new.example.net")]);

        Assert.Equal(200, merged.Count);
        Assert.Contains(old[0], merged);
        Assert.DoesNotContain(old[1], merged);
        Assert.Contains(old[^1], merged);
        Assert.All(TemporaryTls.Names("old.example.net", "192.0.2.1", "new.example.net"), n => Assert.Contains(n, merged));
    }

    [Fact]
    public void Temporary_IPv6_addresses_are_told_by_their_flag()
    {
        string[] lines =
        [
            "00000000000000000000000000000001 01 80 10 80       lo",
            "20010db8000000000000000000000001 02 40 00 80     eth0",
            "20010db80000000000000000000000ff 02 40 00 01     eth0",
            "nonsense",
        ];
        Assert.Equal([IPAddress.Parse("2001:db8::ff")], MachineNames.ParseTemporary(lines));
    }

    [Fact]
    public void This_machine_is_at_least_localhost()
    {
        var names = MachineNames.Read().Select(n => n.Text).ToList();
        Assert.Contains("localhost", names);
        Assert.Contains("127.0.0.1", names);
        Assert.Contains("::1", names);
        Assert.DoesNotContain(names, n => n.Contains('%'));
    }
}
