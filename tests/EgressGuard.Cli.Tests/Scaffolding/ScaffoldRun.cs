using System.Text;
using EgressGuard.Core.Rules;
using EgressGuard.Yaml;

namespace EgressGuard.Cli.Tests.Scaffolding;

/// <summary>The command as a user calls it, with everything that a test does not vary filled in.</summary>
internal static class ScaffoldRun
{
    /// <summary>Every mode, written out: a mode that is renamed breaks scripts.</summary>
    public static string[] Modes { get; } = ["http", "passthrough", "passthrough-mtls", "tls-origination"];

    /// <summary>A set for api.example.com and shop, with further options or others instead.</summary>
    public static CommandLine Run(string mode, params string[] options)
    {
        string[] host = options.Contains("--host") ? [] : ["--host", "api.example.com"];
        string[] own = options.Contains("--namespace") ? [] : ["--namespace", "shop"];
        return CommandLine.Run(["scaffold", "--mode", mode, .. host, .. own, .. options]);
    }

    /// <summary>The objects of an output.</summary>
    public static List<Subject> Objects(string output) =>
    [
        .. ManifestReader.Read(Encoding.UTF8.GetBytes(output), "scaffold")
            .Select(manifest => ManifestObject.Read(manifest, "default").Subject!),
    ];
}
