using System.CommandLine;
using EgressGuard.Cli.Inputs;
using EgressGuard.Cli.Mutation;
using EgressGuard.Cli.Reports;

namespace EgressGuard.Cli.Commands;

/// <summary><c>egressguard mutate</c>: what admission would add to manifests.</summary>
internal static class MutateCommand
{
    public static Command Create(Terminal terminal)
    {
        var inputs = new InputOptions();
        var context = ContextOption.Create("Manifests with the Namespaces of the objects");
        var output = Choice.Option("--output", "Whole objects (comments are not kept), or only what is added.", "yaml", "json", "patch", "diff");
        output.Aliases.Add("-o");
        var command = new Command("mutate", "Add what admission would add. Exit code 0: done; 2: wrong usage or unreadable input.")
        {
            inputs.Paths, inputs.Policy, context, inputs.Namespace, output, inputs.Recursive,
        };
        command.SetAction(parsed =>
        {
            var run = new MutateRun(InputOptions.ReadPolicy(parsed.GetValue(inputs.Policy)), parsed.GetValue(inputs.Namespace)!);
            using var progress = new Progress(terminal);
            foreach (var manifest in ContextOption.Read(parsed.GetValue(context) ?? [], terminal.Input))
            {
                run.AddContext(manifest);
                progress.Count();
            }

            foreach (var manifest in InputFiles.Read(parsed.GetValue(inputs.Paths)!, parsed.GetValue(inputs.Recursive), terminal.Input))
            {
                run.Add(manifest);
                progress.Count();
            }

            var objects = run.Mutate();
            progress.Dispose();
            Write(objects, parsed.GetValue(output)!, terminal.Output);
            foreach (var sentence in run.Untold)
            {
                terminal.Error.WriteLine($"egressguard: {PlainText.Of(sentence)}");
            }

            return ExitCode.Clean;
        });
        return command;
    }

    private static void Write(List<MutatedObject> objects, string format, TextWriter output)
    {
        switch (format)
        {
            case "json":
                MutationOutput.WriteJson(objects, output);
                break;
            case "patch":
                MutationOutput.WritePatches(objects, output);
                break;
            case "diff":
                MutationDiff.Write(objects, output);
                break;
            default:
                MutationOutput.WriteYaml(objects, output);
                break;
        }
    }
}
