using System.CommandLine;
using EgressGuard.Cli.Inputs;
using EgressGuard.Yaml;

namespace EgressGuard.Cli.Commands;

/// <summary><c>egressguard policy</c>: what helps to write one.</summary>
internal static class PolicyCommand
{
    public static Command Create(Terminal terminal) => new("policy", "Validate a policy, or print the default policy or the schema.")
    {
        Validate(terminal),
        Print("default", "Print the built-in policy, every field spelled out.", "default-policy.yaml", terminal),
        Print("schema", "Print the JSON Schema (draft 2020-12) of policies, for editors.", "policy-schema.json", terminal),
    };

    private static Command Validate(Terminal terminal)
    {
        var file = new Argument<string>("file") { Description = "The EgressPolicy, YAML or JSON." };
        var command = new Command("validate", "Tell every error of a policy. Exit code 0: valid; 2: not.") { file };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(file)!;
            var read = PolicyManifest.Read(InputFiles.ReadAll(path), path);
            if (read.Policy is null)
            {
                foreach (var error in read.Errors)
                {
                    terminal.Error.WriteLine(error);
                }

                return ExitCode.Unusable;
            }

            terminal.Output.WriteLine($"{path}: valid");
            return ExitCode.Clean;
        });
        return command;
    }

    private static Command Print(string name, string description, string resource, Terminal terminal)
    {
        var command = new Command(name, description);
        command.SetAction(_ =>
        {
            using var stream = typeof(PolicyCommand).Assembly.GetManifestResourceStream(resource)!;
            using var reader = new StreamReader(stream);
            terminal.Output.Write(reader.ReadToEnd());
            return ExitCode.Clean;
        });
        return command;
    }
}
