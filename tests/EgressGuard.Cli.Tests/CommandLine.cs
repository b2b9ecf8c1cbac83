using System.Text;
using EgressGuard.Cli.Commands;

namespace EgressGuard.Cli.Tests;

/// <summary>One run of the command line inside the test process: what went in, and everything that came out.</summary>
internal sealed record CommandLine(int ExitCode, string Output, string Error)
{
    /// <summary>What came out as bytes.</summary>
    public byte[] Raw { get; private init; } = [];

    /// <summary>Runs with nothing on standard input.</summary>
    public static CommandLine Run(params string[] args) => RunWith("", args);

    /// <summary>Runs with a text on standard input.</summary>
    public static CommandLine RunWith(string input, params string[] args) => RunWith(Encoding.UTF8.GetBytes(input), args);

    /// <summary>Runs with an environment, and nothing on standard input.</summary>
    public static CommandLine RunIn(IReadOnlyDictionary<string, string> environment, params string[] args) => Run([], environment, args);

    /// <summary>Runs with bytes on standard input.</summary>
    public static CommandLine RunWith(byte[] input, params string[] args) => Run(input, new Dictionary<string, string>(), args);

    private static CommandLine Run(byte[] input, IReadOnlyDictionary<string, string> environment, string[] args)
    {
        using var raw = new MemoryStream();
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal
        {
            Input = () => new MemoryStream(input),
            Output = output,
            RawOutput = () => raw,
            Error = error,
            Environment = environment.GetValueOrDefault,
        };
        var code = RootCommandLine.Run(args, terminal);
        return new CommandLine(code, output.ToString(), error.ToString()) { Raw = raw.ToArray() };
    }
}
