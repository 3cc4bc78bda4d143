using Creel.Server.Commands;

return await CommandLine.RunAsync(args);
