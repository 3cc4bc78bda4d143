using System.Diagnostics;
using System.Globalization;
using Creel.Faults;
using Creel.Faults.Disk;

// Creel.Faults FIRST COUNT [lying]   takes the store through the steps of these seeds on the simulated disk
const string Inner = "CREEL_FAULTS_INNER";
var first = int.Parse(args[0], CultureInfo.InvariantCulture);
var count = int.Parse(args[1], CultureInfo.InvariantCulture);
if (SimulatedDisk.Missing is { } missing)
{
    Console.Error.WriteLine(missing);
    return 2;
}
if (Environment.GetEnvironmentVariable(Inner) is { } place) return StoreRounds.Run(place, first, count, lying: args.Contains("lying"));

// The disk must be there before the program: run it again, under it.
var directory = Directory.CreateTempSubdirectory("creel-disk-").FullName;
var start = new ProcessStartInfo(Environment.ProcessPath!, args);
foreach (var (name, value) in SimulatedDisk.Environment(directory + ".page", directory)) start.Environment[name] = value;
start.Environment[Inner] = directory;
try
{
    SimulatedDisk.Open(directory + ".page").Dispose();
    using var inner = Process.Start(start)!;
    inner.WaitForExit();
    return inner.ExitCode;
}
finally
{
    File.Delete(directory + ".page");
    Directory.Delete(directory, recursive: true);
}
