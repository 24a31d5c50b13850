/** Whether a record is in use: it is, unless it says otherwise. */
export const isActive = (resource: { active?: boolean }): boolean => resource.active !== false;
