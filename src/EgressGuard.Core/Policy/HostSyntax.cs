using EgressGuard.Core.Mesh;

namespace EgressGuard.Core.Policy;

/// <summary>The syntax of the hosts that a policy names: exact DNS names, and wildcards that begin with <c>*.</c>.</summary>
internal static class HostSyntax
{
    /// <summary>What is wrong with a host, as the problem of a <see cref="PolicyError"/>, or null.</summary>
    public static string? Check(string text)
    {
        var host = HostName.Normalize(text);
        var name = host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host;
        if (name.Contains('*', StringComparison.Ordinal))
        {
            return $"{Quote.Text(text)} is no host that a policy can allow; "
                + "a star stands for the whole first part of a name, as in '*.example.com'";
        }

        if (!KubeSyntax.IsSubdomain(name) || HasLongLabel(name))
        {
            return $"{Quote.Text(text)} is not a host; "
                + "write a DNS name such as 'api.example.com' or '*.example.com', without scheme, port and path";
        }

        // Istio takes no host whose last label is a number (istio-egress.md 1.5): it would be an address.
        return name.AsSpan(name.LastIndexOf('.') + 1).ContainsAnyExceptInRange('0', '9')
            ? null
            : $"{Quote.Text(text)} is an address, not a host; a ServiceEntry names its destination in 'hosts', so write that DNS name";
    }

    private static bool HasLongLabel(string name)
    {
        foreach (var label in name.AsSpan().Split('.'))
        {
            if (!KubeSyntax.IsDnsLabel(name.AsSpan()[label]))
            {
                return true;
            }
        }

        return false;
    }
}
