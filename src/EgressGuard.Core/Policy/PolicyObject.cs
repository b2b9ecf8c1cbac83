namespace EgressGuard.Core.Policy;

/// <summary>An object of the policy document whose members are known: what nobody asked for is a slip of the author.</summary>
internal sealed class PolicyObject(PolicyNode node)
{
    private readonly List<string> _known = [];

    /// <summary>The member with this name, absent if there is none.</summary>
    public PolicyNode Take(string name)
    {
        _known.Add(name);
        return node.Member(name);
    }

    /// <summary>Reports every member that was not taken. A field that is silently ignored is a guard that is silently off.</summary>
    public void End()
    {
        foreach (var (name, value) in node.Members()!)
        {
            if (!_known.Contains(name))
            {
                var hint = NearestName.Hint(name, _known);
                hint = hint.Length > 0 ? hint : "; the fields here are " + string.Join(", ", _known);
                value.Report($"unknown field {Quote.Text(name)}{hint}");
            }
        }
    }
}
