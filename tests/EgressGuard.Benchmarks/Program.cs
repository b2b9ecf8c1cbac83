using System.Globalization;
using EgressGuard.Benchmarks.Cli;
using EgressGuard.Benchmarks.First;
using EgressGuard.Benchmarks.Load;
using EgressGuard.Benchmarks.Parts;
using EgressGuard.Benchmarks.Scale;

return args switch
{
    ["parts", ..] => PartsCommand.Run(args[1..]),
    ["load"] => await LoadCommand.RunAsync(seconds: 5),
    ["load", var seconds] when int.TryParse(seconds, CultureInfo.InvariantCulture, out var length) && length > 0 => await LoadCommand.RunAsync(length),
    ["first"] => FirstCommand.Run(starts: 10),
    ["first", var starts] when int.TryParse(starts, CultureInfo.InvariantCulture, out var count) && count > 0 => FirstCommand.Run(count),
    ["scale"] => ScaleCommand.Run([1_000, 2_000, 5_000, 10_000, 20_000]),
    ["cli"] => CliCommand.Run(rounds: 15),
    ["run", _, ..] => ProgramRun.Measure(args[1..]),
    ["nothing"] => 0,
    ["baseline", var port] when ushort.TryParse(port, CultureInfo.InvariantCulture, out var number) => await Baseline.RunAsync(number),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        Say what to measure:
          parts [OPTIONS]   the parts of a review, with BenchmarkDotNet and its options
          load [SECONDS]    the webhook and bare Kestrel under load, SECONDS a round (5)
          first [STARTS]    what the first reviews after a start wait for (10 starts)
          scale             reviews and changes in meshes of 1,000 to 20,000 objects
          cli               the command line on 1 to 20,000 files, beside a program that does nothing
        """);
    return 2;
}
