using System.Globalization;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;

namespace EgressGuard.Cli.Scaffolding;

/// <summary>The host for which a set can be made: one name outside the cluster.</summary>
internal static class ScaffoldHost
{
    private const int Longest = 253;

    /// <summary>The host in the form in which Istio compares hosts: lower case, no dot at the end.</summary>
    /// <param name="written">The value of <c>--host</c>.</param>
    /// <param name="clusterDomain">The cluster's DNS domain.</param>
    /// <exception cref="UsageException">It is no such host.</exception>
    public static string Read(string written, string clusterDomain)
    {
        var host = HostName.Normalize(written);
        return ProblemWith(host, clusterDomain) is { } problem
            ? throw new UsageException($"--host {Quote.Text(written)} {problem}")
            : host;
    }

    private static string? ProblemWith(string host, string clusterDomain)
    {
        if (host.Length == 0)
        {
            return "is empty; write the DNS name of the host, such as api.example.com";
        }

        if (IPRange.TryParse(host.Trim('[', ']'), out _))
        {
            return "is an address, and sidecars and the gateway tell hosts by their names; write the DNS name of the host";
        }

        if (host.AsSpan().ContainsAny("/:@"))
        {
            return $"is more than a name; write {OptionsFor(host) ?? "the name alone, such as api.example.com, and a port with --port"}";
        }

        if (host.Contains('*', StringComparison.Ordinal))
        {
            return "is a wildcard, for which the gateway has nothing to look up; make a set for each host. Where one host serves all names "
                + "under it, write the set by hand: a Gateway with tls mode PASSTHROUGH and tls routes, both for the wildcard, that lead "
                + "to that host (Istio's task 'Egress using Wildcard Hosts')";
        }

        return ProblemWithName(host, clusterDomain);
    }

    private static string? ProblemWithName(string host, string clusterDomain)
    {
        if (host.Length > Longest)
        {
            return $"has {host.Length} characters, and a DNS name has at most {Longest}; write the name that clients dial";
        }

        if (host.Split('.').Any(label => !KubeSyntax.IsDnsLabel(label)))
        {
            return "is no DNS name; write letters, digits and '-' between the dots, a letter or digit at both ends of each part, at most "
                + "63 characters a part, and other scripts in their ASCII form (xn--...)";
        }

        if (!host.Contains('.', StringComparison.Ordinal) || HostName.IsInCluster(host, clusterDomain))
        {
            return "is a name of the cluster, and what goes there does not leave the mesh; write the full name of a host outside";
        }

        // Istio takes the last part of digits for an address (istio-egress.md 1.5).
        return host.AsSpan(host.LastIndexOf('.') + 1).ContainsAnyExceptInRange('0', '9')
            ? null
            : "ends in a number, as only addresses do; write the DNS name of the host";
    }

    /// <summary>What to write instead of a URL or of a host with a port; null when it is neither.</summary>
    private static string? OptionsFor(string text) =>
        Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : "https://" + text, UriKind.Absolute, out var url)
        && url.HostNameType == UriHostNameType.Dns
            ? $"--host {url.IdnHost}{(url.IsDefaultPort ? "" : string.Create(CultureInfo.InvariantCulture, $" --port {url.Port}"))}"
            : null;
}
