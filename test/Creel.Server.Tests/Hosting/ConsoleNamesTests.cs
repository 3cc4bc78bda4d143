using Creel.Server.Hosting;

namespace Creel.Server.Tests.Hosting;

public sealed class ConsoleNamesTests
{
    [Theory]
    [InlineData("http://127.0.0.1:5480", null, "http://127.0.0.1:5480")]
    [InlineData("http://127.0.0.1:5480", "https://creel.example.net:5443", "http://127.0.0.1:5480")]
    [InlineData("https://[::]:5480", null, "https://localhost:5480")]
    [InlineData("https://[::]:5480", "https://creel.example.net:5443", "https://creel.example.net:5480")]
    [InlineData("https://192.0.2.10:5480", "https://creel.example.net", "https://192.0.2.10:5480")]
    [InlineData(null, "https://creel.example.net", null)]
    public void The_link_leads_to_where_the_console_is_bound_by_the_best_name(string? bound, string? publicUrl, string? expected) =>
        Assert.Equal(expected, ConsoleNames.Url(bound, publicUrl));
}
