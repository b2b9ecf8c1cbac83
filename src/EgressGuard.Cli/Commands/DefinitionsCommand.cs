using System.CommandLine;
using EgressGuard.Cli.Definitions;

namespace EgressGuard.Cli.Commands;

/// <summary><c>egressguard crds</c>: the definitions of the guard's own kinds, for <c>kubectl apply -f -</c>.</summary>
internal static class DefinitionsCommand
{
    public static Command Create(Terminal terminal)
    {
        var only = new Argument<string?>("plural")
        {
            Description = "egresspolicies or egressexemptions; without it both.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        only.AcceptOnlyFromAmong([.. ResourceDefinition.All.Select(definition => definition.Plural)]);
        var command = new Command("crds", "Print the CustomResourceDefinitions of EgressPolicy and EgressExemption.") { only };
        command.SetAction(parsed =>
        {
            var chosen = ResourceDefinition.All.Where(definition => parsed.GetValue(only) is not { } plural || plural == definition.Plural);
            terminal.Output.Write(string.Join("---\n", chosen.Select(definition => definition.ToYaml())));
            return ExitCode.Clean;
        });
        return command;
    }
}
