using System.CommandLine;
using System.Text.RegularExpressions;
using Creel.Server.Commands;
using Creel.Server.Configuring;
using YamlDotNet.RepresentationModel;

namespace Creel.Tests.Packaging;

/// <summary>The files for containers are YAML, and say of the product what is so.</summary>
public sealed class ContainerFilesTests
{
    private static readonly string Version = Property("Version");
    private static readonly string Port = new Uri(ServeRules.DefaultListen[0].Replace("*", "localhost", StringComparison.Ordinal)).Port.ToString();
    private static readonly string Image = File.ReadAllText(Repository.At("packaging", "build-oci.py"));

    [Fact]
    public void The_compose_file_agrees_with_the_image_and_the_program()
    {
        var compose = Load("compose.yaml").Single();
        var creel = At(compose, "services", "creel");
        Assert.Equal($"localhost/creel:{Version}", Text(creel, "image"));
        Assert.Equal($"{Port}:{Port}", Text(creel, "ports", 0));
        Assert.Equal("data:" + Constant("DATA"), Text(creel, "volumes", 0));
        Assert.NotNull(At(compose, "volumes", "data"));
        Assert.Equal($"{Constant("USER")}:{Constant("USER")}", Text(creel, "user"));
        AssertRuns(List(creel, "command"));
        var check = List(creel, "healthcheck", "test");
        Assert.Equal("CMD", check[0]);
        AssertRuns(check[2..]);
        Assert.Contains($"\"Test\": [{string.Join(", ", check.Select(word => $"\"{word}\""))}]", Image);
        Assert.Equal("true", Text(creel, "read_only"));
        Assert.Equal(["ALL"], List(creel, "cap_drop"));
    }

    [Fact]
    public void The_manifest_for_kubernetes_agrees_with_the_image_and_the_program()
    {
        var documents = Load("kubernetes.yaml");
        var service = documents.Single(one => Text(one, "kind") == "Service");
        var set = documents.Single(one => Text(one, "kind") == "StatefulSet");
        var pod = At(set, "spec", "template", "spec");
        var creel = At(pod, "containers", 0);
        Assert.Equal($"localhost/creel:{Version}", Text(creel, "image"));
        Assert.Equal(Port, Text(creel, "ports", 0, "containerPort"));
        Assert.Equal(Port, Text(service, "spec", "ports", 0, "port"));
        Assert.Equal(Text(creel, "ports", 0, "name"), Text(service, "spec", "ports", 0, "targetPort"));
        Assert.Equal(Text(set, "spec", "selector", "matchLabels", "app.kubernetes.io/name"), Text(service, "spec", "selector", "app.kubernetes.io/name"));
        Assert.Equal(Text(set, "spec", "selector", "matchLabels", "app.kubernetes.io/name"), Text(set, "spec", "template", "metadata", "labels", "app.kubernetes.io/name"));
        // One owner for one inbox.
        Assert.Equal("1", Text(set, "spec", "replicas"));
        foreach (var id in (string[])["runAsUser", "runAsGroup", "fsGroup"]) Assert.Equal(Constant("USER"), Text(pod, "securityContext", id));
        AssertRuns(List(creel, "args"));
        foreach (var probe in (string[])["startupProbe", "readinessProbe", "livenessProbe"]) AssertRuns(List(creel, probe, "exec", "command")[1..]);
    }

    [Fact]
    public void What_is_mounted_and_set_is_what_the_program_looks_for()
    {
        var pod = At(Load("kubernetes.yaml").Single(one => Text(one, "kind") == "StatefulSet"), "spec", "template", "spec");
        var creel = At(pod, "containers", 0);
        var source = string.Join('\n', Sources.Code("src/").Select(file => file.Text));
        var variables = ((YamlSequenceNode)At(creel, "env")).Select(one => Text(one, "name")).ToList();
        Assert.Contains("CREEL_DATA", variables);
        Assert.All(variables, name => Assert.Contains($"\"{name}\"", source));
        var mounts = ((YamlSequenceNode)At(creel, "volumeMounts")).ToDictionary(one => Text(one, "name"), one => Text(one, "mountPath"));
        Assert.Equal(Constant("DATA"), mounts["data"]);
        Assert.StartsWith(mounts["data"] + "/", ((YamlSequenceNode)At(creel, "env")).Where(one => Text(one, "name") == "CREEL_DATA").Select(one => Text(one, "value")).Single());
        Assert.Contains($"\"{mounts["configuration"]}/creel.yaml\"", source);
        Assert.All(mounts.Keys.Where(name => name != "data"), name => Assert.Contains((YamlSequenceNode)At(pod, "volumes"), volume => Text(volume, "name") == name));
    }

    // The words after `creel` are a command line that it takes.
    private static void AssertRuns(string[] words)
    {
        var parsed = CommandLine.Create().Parse(words);
        Assert.True(parsed.Errors.Count == 0, $"creel {string.Join(' ', words)}: {string.Join(' ', parsed.Errors.Select(error => error.Message))}");
        Assert.Equal(words[0], parsed.CommandResult.Command.Name);
    }

    private static YamlNode[] Load(string file)
    {
        var stream = new YamlStream();
        using var text = File.OpenText(Repository.At("packaging", file));
        stream.Load(text);
        return [.. stream.Documents.Select(document => document.RootNode)];
    }

    private static YamlNode At(YamlNode node, params object[] path) => path.Aggregate(node, (at, step) => step is int index ? at[index] : at[(string)step]);

    private static string Text(YamlNode node, params object[] path) => ((YamlScalarNode)At(node, path)).Value!;

    private static string[] List(YamlNode node, params object[] path) => [.. ((YamlSequenceNode)At(node, path)).Select(item => ((YamlScalarNode)item).Value!)];

    private static string Constant(string name) => Regex.Match(Image, $"^{name} = \"?([^\"\n]+)\"?$", RegexOptions.Multiline).Groups[1].Value;

    private static string Property(string name) =>
        Regex.Match(File.ReadAllText(Repository.At("Directory.Build.props")), $"<{name}>([^<]+)</{name}>").Groups[1].Value;
}
