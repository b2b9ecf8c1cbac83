using System.Globalization;
using EgressGuard.Benchmarks;
using EgressGuard.Benchmarks.All;
using EgressGuard.Benchmarks.Cli;
using EgressGuard.Benchmarks.Events;
using EgressGuard.Benchmarks.First;
using EgressGuard.Benchmarks.Load;
using EgressGuard.Benchmarks.Mesh;
using EgressGuard.Benchmarks.Parts;
using EgressGuard.Benchmarks.Scale;
using EgressGuard.Benchmarks.Soak;

return args switch
{
    ["all"] => await AllCommand.RunAsync(),
    ["parts", ..] => PartsCommand.Run(args[1..]),
    ["load"] => Run(() => LoadCommand.Run(seconds: 5)),
    ["load", var seconds] when IsCount(seconds, out var length) => Run(() => LoadCommand.Run(length)),
    ["mesh"] => await RunAsync(() => MeshCommand.RunAsync(seconds: 5)),
    ["mesh", var seconds] when IsCount(seconds, out var length) => await RunAsync(() => MeshCommand.RunAsync(length)),
    ["events"] => await RunAsync(EventsCommand.RunAsync),
    ["first"] => Run(() => FirstCommand.Run(starts: 10)),
    ["first", var starts] when IsCount(starts, out var count) => Run(() => FirstCommand.Run(count)),
    ["scale"] => Run(ScaleCommand.Run),
    ["cli"] => Run(() => CliCommand.Run(rounds: 15)),
    ["soak"] => await SoakAsync(minutes: 10),
    ["soak", "--minutes", var minutes] when IsCount(minutes, out var length) => await SoakAsync(length),
    ["run", _, ..] => ProgramRun.Measure(args[1..]),
    ["nothing"] => 0,
    ["baseline", var port] when ushort.TryParse(port, CultureInfo.InvariantCulture, out var number) => await Baseline.RunAsync(number),
    _ => Usage(),
};

static bool IsCount(string text, out int count) => int.TryParse(text, CultureInfo.InvariantCulture, out count) && count > 0;

static int Run(Func<object> measure) => RunAsync(() => Task.FromResult(measure())).GetAwaiter().GetResult();

static async Task<int> RunAsync<T>(Func<Task<T>> measure)
{
    try
    {
        Machine.Describe();
        await measure();
        return 0;
    }
    catch (InvalidOperationException exception)
    {
        await Console.Error.WriteLineAsync($"{exception.Message} {exception.InnerException?.Message}");
        return 1;
    }
}

static async Task<int> SoakAsync(int minutes)
{
    var held = false;
    var code = await RunAsync(async () => held = await SoakCommand.RunAsync(minutes));
    return code == 0 && !held ? 1 : code;
}

static int Usage()
{
    Console.Error.WriteLine(
        """
        Say what to measure:
          all               everything below, and the targets: about six minutes on two cores
          load [SECONDS]    the webhook and bare Kestrel under load, SECONDS a round (5)
          mesh [SECONDS]    the webhook under load with a small and a large mesh, SECONDS a round (5)
          events            what changes of the large mesh cost
          scale             reviews and changes in meshes of 1,000 to 20,000 objects
          first [STARTS]    what the first reviews after a start wait for (10 starts)
          cli               the command line on 1 to 20,000 files, beside a program that does nothing
          parts [OPTIONS]   the parts of a review, with BenchmarkDotNet and its options
          soak [--minutes N]
                            not in all: N (10) minutes of half the load it can take while everything about it changes; exit code 1
                            when a verdict was wrong, a call failed, memory grew or answers became slower
        """);
    return 2;
}
