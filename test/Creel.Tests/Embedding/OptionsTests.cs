using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Creel.Tests.Embedding;

public sealed class OptionsTests : EmbeddingTest
{
    [Fact]
    public async Task Says_all_that_is_wrong_at_once_and_what_to_do()
    {
        File.WriteAllText(Path.Combine(Folder, "creel.yaml"), "listen: [\"https://*:5443\"]\nsources:\n  written:\n    path: /w\n");
        var wrong = await RefusedAsync(map: app =>
        {
            app.MapCreelReceiver("/a", source => { });
            app.MapCreelReceiver("/b", source => source.AddBasic("us:er", "").Name = "bad name");
            app.MapCreelReceiver("/c", source => source.AddBearer("x").Sender = "catalyst-centre");
            app.MapCreelReceiver("/d", source => { source.Open = true; source.Allow.Add("10.0.0.0/99"); });
        }, options: options =>
        {
            options.DataDirectory = " ";
            options.ConfigurationFile = "creel.yaml";
            options.MaxAge = TimeSpan.FromSeconds(1);
            options.AddSender("""{"name":"mine","title":"one"}""").AddSender("""{"name":"mine","title":"another"}""").AddSender("no JSON");
        }, add: creel => creel.AddHandler("h", (_, _) => Task.CompletedTask, handler => { handler.Concurrency = 0; handler.Sources.Add("nowhere"); })
            .AddHandler("h", (_, _) => Task.CompletedTask));
        string[] expected =
        [
            "DataDirectory is not set", "source a: has no credentials", "source bad name: `bad name` can't be", "source bad name: has an empty password",
            "there is no sender `catalyst-centre`. Did you mean `catalyst-center`?", "source d.Allow: ", "MaxAge: is 00:00:01", "creel.yaml:3:3: sources.written: has no credentials",
            "has the key listen, which is the app's own affair. Remove it.", "AddSender: there are two senders mine.", "AddSender: The profile can't be read",
            "handler h: is added 2 times", "handler h: Concurrency is 0", "handler h: Sources names nowhere, which is no source of this app. There is",
        ];
        Assert.All(expected, part => Assert.Contains(wrong.Failures, failure => failure.Contains(part, StringComparison.Ordinal)));
        Assert.DoesNotContain(wrong.Failures, failure => failure.Contains("us:er", StringComparison.Ordinal));
        Assert.False(Directory.Exists(Path.Combine(Folder, "inbox")));
    }

    [Fact]
    public async Task A_path_that_no_source_has_is_a_mistake()
    {
        var wrong = await RefusedAsync(map: app => app.MapCreelReceiver("/webhook"), options: options => options.AddSource("other", "/other", source => source.Open = true));
        Assert.StartsWith("/webhook is mapped, and no source has this path.", Assert.Single(wrong.Failures));
    }

    [Fact]
    public async Task An_app_without_any_source_is_a_mistake() =>
        Assert.StartsWith("There is no source.", Assert.Single((await RefusedAsync(map: _ => { })).Failures));

    [Fact]
    public void Mapping_without_AddCreel_says_what_to_call()
    {
        using var app = WebApplication.CreateBuilder().Build();
        Assert.Contains("AddCreel", Assert.Throws<InvalidOperationException>(() => app.MapCreelReceiver("/webhook", source => source.Open = true)).Message);
    }

    [Fact]
    public async Task AddCreel_called_twice_adds_to_what_was_said_and_there_is_one_inbox()
    {
        await using var app = await EmbeddedApp.StartAsync(Folder, (builder, _) =>
        {
            builder.Services.AddCreel(options => options.AddSource("second", "/second", source => source.Open = true)).AddHandler("one", TakeAsync);
            builder.Services.AddCreel();
        }, app =>
        {
            app.MapCreelReceiver("/webhook", source => source.AddBasic("sender", "made-up"));
            app.MapCreelReceivers();
        });
        await app.SendAsync("1");
        await app.SendAsync("2", "/second");
        Assert.Equal(["webhook", "second"], (await NextAsync(2)).Select(given => given.Source));
    }

    [Fact]
    public async Task Two_apps_on_one_folder_are_refused()
    {
        await using var first = await EmbeddedApp.StartAsync(Folder);
        await using var second = EmbeddedApp.Build(Folder);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => second.StartAsync(Stop));
        Assert.Contains("already receiving into " + Path.Combine(Folder, "inbox"), refused.Message);
        await first.SendAsync("still receives");
    }

    [Fact]
    public async Task A_declared_source_that_is_not_mapped_is_warned_of()
    {
        await using var app = await EmbeddedApp.StartAsync(Folder, options: options => options.AddSource("forgotten", "/forgotten", source => source.Open = true));
        Assert.Contains(app.Said.All, said => said.Text.Contains("The source forgotten is declared and not mapped", StringComparison.Ordinal));
    }

    private async Task<OptionsValidationException> RefusedAsync(Action<WebApplication> map, Action<CreelOptions>? options = null, Action<CreelBuilder>? add = null)
    {
        await using var app = EmbeddedApp.Build(Folder, (_, creel) => add?.Invoke(creel), map, options);
        return await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync(Stop));
    }
}
