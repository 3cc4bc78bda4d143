using System.CommandLine;
using Creel.Bench;
using Creel.Bench.Bare;
using Creel.Bench.Compare;
using Creel.Bench.Configured;
using Creel.Bench.Grown;
using Creel.Bench.Handling;
using Creel.Bench.Hostile;
using Creel.Bench.Listening;
using Creel.Bench.Load;
using Creel.Bench.Searching;
using Creel.Bench.Senders;
using Creel.Bench.Verify;

var root = new RootCommand("Measures Creel against what a user would run instead. See bench/README.md.")
{
    CompareCommand.Create(),
    RetentionCommand.Create(),
    LoadCommand.Create(),
    VerifyCommand.Create(),
    BareCommand.Create(),
    ConfiguredCommand.Create(),
    HandlerCommand.Create(),
    HostileCommand.Create(),
    StrangersCommand.Create(),
    ListenersCommand.Create(),
    ListenCommand.Create(),
    SearchCommand.Create(),
    SendersCommand.Create(),
};

// Stopping ends every process that was started, and the slowest of them may take its time.
var configuration = new InvocationConfiguration
{
    EnableDefaultExceptionHandler = false,
    ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
};
try
{
    return await root.Parse(args).InvokeAsync(configuration);
}
catch (BenchException e)
{
    Console.Error.WriteLine($"bench: {e.Message}");
    return 1;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("bench: stopped; everything that was started has been ended");
    return 1;
}
