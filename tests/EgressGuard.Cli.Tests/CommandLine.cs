using System.Text;
using EgressGuard.Cli.Commands;

namespace EgressGuard.Cli.Tests;

/// <summary>One run of the command line inside the test process: what went in, and everything that came out.</summary>
internal sealed record CommandLine(int ExitCode, string Output, string Error)
{
    /// <summary>Runs with nothing on standard input.</summary>
    public static CommandLine Run(params string[] args) => RunWith("", args);

    /// <summary>Runs with a text on standard input.</summary>
    public static CommandLine RunWith(string input, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal
        {
            Input = () => new MemoryStream(Encoding.UTF8.GetBytes(input)),
            Output = output,
            Error = error,
        };
        return new CommandLine(RootCommandLine.Run(args, terminal), output.ToString(), error.ToString());
    }
}
