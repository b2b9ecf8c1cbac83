using System.Collections.Immutable;
using System.Globalization;
using EgressGuard.Cli.Scaffolding.Patterns;
using EgressGuard.Core.Policy;

namespace EgressGuard.Cli.Scaffolding;

/// <summary>What a user wrote, as it was written; null or empty where nothing was.</summary>
internal sealed record ScaffoldOptions
{
    /// <summary><c>--host</c>.</summary>
    public string? Host { get; init; }

    /// <summary><c>--port</c>.</summary>
    public string? Port { get; init; }

    /// <summary><c>--mode</c>.</summary>
    public string? Mode { get; init; }

    /// <summary><c>--namespace</c>.</summary>
    public string? Namespace { get; init; }

    /// <summary><c>--name</c>.</summary>
    public string? Name { get; init; }

    /// <summary><c>--export-to</c>.</summary>
    public ImmutableArray<string> ExportTo { get; init; } = [];

    /// <summary><c>--gateway</c>.</summary>
    public string? Gateway { get; init; }

    /// <summary>The request that the options make.</summary>
    /// <param name="policy">The policy in force.</param>
    /// <exception cref="UsageException">An option is missing, or wrong.</exception>
    public ScaffoldRequest Read(EgressPolicy policy)
    {
        RefuseMissing();
        RefuseMeshWithoutSidecars(policy.Mesh);
        var pattern = ReadMode(Mode!);
        var own = ReadNamespace("--namespace", Namespace!);
        return new ScaffoldRequest
        {
            Host = ScaffoldHost.Read(Host!, policy.Mesh.ClusterDomain),
            Port = ReadPort(pattern),
            Pattern = pattern,
            Namespace = own,
            ChosenName = ReadName(),
            Clients = [.. ExportTo.Select(item => ReadNamespace("--export-to", item)).Prepend(own).Distinct(StringComparer.Ordinal)],
            Gateway = ReadGateway(policy.Mesh.EgressGateways),
            Policy = policy,
        };
    }

    private void RefuseMissing()
    {
        var missing = new List<string>();
        Add(Host, "--host: the DNS name of the host, such as api.example.com");
        Add(Mode, $"--mode: {Modes()}");
        Add(Namespace, "--namespace: the namespace of the application");
        if (missing.Count > 0)
        {
            throw new UsageException($"options are missing (egressguard scaffold --help tells more):\n{string.Join('\n', missing)}");
        }

        void Add(string? value, string line)
        {
            if (value is null)
            {
                missing.Add("  " + line);
            }
        }
    }

    /// <summary>Ambient pods' traffic does not meet VirtualServices: the ServiceEntry alone would count (istio-egress.md 4.11).</summary>
    private static void RefuseMeshWithoutSidecars(MeshSettings mesh)
    {
        if (!mesh.DataplaneModes.Contains(DataplaneMode.Sidecar))
        {
            throw new UsageException(
                "the policy's mesh has no sidecars, and only sidecars apply the routes of these sets; in ambient mode, bind the "
                + "ServiceEntry to a waypoint");
        }
    }

    private static ScaffoldPattern ReadMode(string written)
    {
        if (ScaffoldPattern.All.FirstOrDefault(pattern => pattern.Mode == written) is { } found)
        {
            return found;
        }

        var hint = NearestName.Hint(written, ScaffoldPattern.All.Select(pattern => pattern.Mode));
        throw new UsageException($"there is no --mode {Quote.Text(written)}{(hint.Length > 0 ? hint : $"; write {Modes()}")}");
    }

    private static string Modes()
    {
        var modes = ScaffoldPattern.All.Select(pattern => pattern.Mode).ToList();
        return $"{string.Join(", ", modes[..^1])} or {modes[^1]}";
    }

    private static string ReadNamespace(string option, string written) => written switch
    {
        "*" => throw new UsageException(
            $"{option} '*' would show the host to every namespace, also to those that have no way to the gateway; list the namespaces"),
        "." => throw new UsageException($"{option} '.' is no namespace; the own one is always among those that see the host"),
        _ when KubeSyntax.Namespace(written) is { } problem => throw new UsageException($"{option} {problem}"),
        _ => written,
    };

    private string? ReadName() => Name is null || KubeSyntax.IsDnsLabel(Name)
        ? Name
        : throw new UsageException(
            $"--name {Quote.Text(Name)} is no name that Istio takes for a Gateway; write lower-case letters, digits and '-', a letter or "
            + "digit at both ends, at most 63 characters, or leave it out");

    private int ReadPort(ScaffoldPattern pattern)
    {
        if (Port is null)
        {
            return pattern.DefaultPort;
        }

        if (!int.TryParse(Port, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535)
        {
            throw new UsageException(
                $"--port {Quote.Text(Port)} is no port; write a number from 1 to 65535, or leave it out for {pattern.DefaultPort}");
        }

        return pattern.ProblemWith(port) is { } problem
            ? throw new UsageException($"--port {port} with --mode {pattern.Mode}: {problem}")
            : port;
    }

    private EgressGatewaySettings ReadGateway(ImmutableArray<EgressGatewaySettings> gateways)
    {
        if (Gateway is null)
        {
            return gateways[0];
        }

        if (gateways.FirstOrDefault(gateway => NameOf(gateway) == Gateway) is { } found)
        {
            return found;
        }

        var names = gateways.Select(NameOf).ToList();
        throw new UsageException($"--gateway {Quote.Text(Gateway)} is no egress gateway of the policy; write NAMESPACE/SERVICE, one of: "
            + string.Join(", ", names));
    }

    private static string NameOf(EgressGatewaySettings gateway) => $"{gateway.Namespace}/{gateway.Service}";
}
