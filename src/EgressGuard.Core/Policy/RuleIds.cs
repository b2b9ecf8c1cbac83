using EgressGuard.Core.Rules;

namespace EgressGuard.Core.Policy;

/// <summary>Checks the rule ids in a policy.</summary>
internal static class RuleIds
{
    // The ids that the design fixes (design, rules). Some of these rules arrive in later versions: a policy that already sets them
    // must not be refused by a guard that does not have them yet.
    private static readonly string[] Fixed =
    [
        "EG101", "EG102", "EG103", "EG104", "EG105", "EG106", "EG107", "EG108",
        "EG201", "EG202", "EG203", "EG204", "EG205", "EG206",
        "EG301", "EG302", "EG303", "EG304", "EG305", "EG306", "EG307", "EG308",
        "EG901",
    ];

    /// <summary>What is wrong with setting the rule of this id, as the problem of a <see cref="PolicyError"/>, or null.</summary>
    public static string? Check(string id)
    {
        if (id == ReservedRules.MalformedObject.Id)
        {
            return $"{id} cannot be set: an object that cannot be read cannot be judged; remove the entry";
        }

        if (ReservedRules.IsOfGuardObjects(id))
        {
            return $"{id} cannot be set: what the guard itself is told is right or it is refused; remove the entry";
        }

        return CheckExists(id);
    }

    /// <summary>What is wrong with exempting from the rule of this id, as the problem of a <see cref="PolicyError"/>, or null.</summary>
    public static string? CheckExemptible(string id) => ReservedRules.All.Any(info => info.Id == id)
        ? $"{id} cannot be exempted from: it is about whether a text can be read at all; remove it and correct the text"
        : CheckExists(id);

    private static string? CheckExists(string id)
    {
        if (!(id.Length == 5 && id.StartsWith("EG", StringComparison.Ordinal) && !id.AsSpan(2).ContainsAnyExceptInRange('0', '9')))
        {
            return $"{Quote.Text(id)} is not a rule id; write EG and three digits, such as EG101";
        }

        return Fixed.Contains(id) || RuleCatalog.Infos.Any(info => info.Id == id)
            ? null
            : $"there is no rule {id}; 'egressguard rules' lists the rules there are";
    }
}
