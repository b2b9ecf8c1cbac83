using System.CommandLine;
using EgressGuard.Cli.Inputs;
using EgressGuard.Core.Policy;
using EgressGuard.Yaml;

namespace EgressGuard.Cli.Commands;

/// <summary>The arguments that commands share: which files, which policy, which namespace.</summary>
internal sealed class InputOptions
{
    /// <summary>The files to judge.</summary>
    public Argument<string[]> Paths { get; } = PathsArgument();

    /// <summary>The policy file.</summary>
    public Option<string?> Policy { get; } = new("--policy")
    {
        Description = "The EgressPolicy, YAML or JSON. Default: the built-in policy.",
        HelpName = "FILE",
    };

    /// <summary>The namespace of objects that name none.</summary>
    public Option<string> Namespace { get; } = new("--namespace", "-n")
    {
        Description = "The namespace of namespaced objects that name none.",
        HelpName = "NS",
        DefaultValueFactory = _ => "default",
    };

    /// <summary>Whether directories are read all the way down.</summary>
    public Option<bool> Recursive { get; } = new("--recursive", "-R")
    {
        Description = "Read directories with everything below them. One that holds no manifest itself is read so in any case.",
    };

    /// <summary>The manifests that a command reads. What looks like an option and is none must not be taken for a file.</summary>
    private static Argument<string[]> PathsArgument()
    {
        var paths = new Argument<string[]>("path")
        {
            Description = "Manifests: files, directories (.json, .yaml, .yml), or - for standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        paths.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.Length > 1 && token.Value.StartsWith('-')))
            {
                result.AddError($"There is no option '{token.Value}'. (A file of that name is given as './{token.Value}'.)");
            }
        });
        return paths;
    }

    /// <summary>The policy that the options name.</summary>
    /// <exception cref="UsageException">It cannot be read, or is invalid; every error is told.</exception>
    public static EgressPolicy ReadPolicy(string? file)
    {
        if (file is null)
        {
            return EgressPolicy.Default;
        }

        var read = PolicyManifest.Read(InputFiles.ReadAll(file), file);
        return read.Policy ?? throw new UsageException("the policy is invalid:\n" + string.Join('\n', read.Errors));
    }
}
